package renew

// Step is one part of a renewal as a person sees it.
type Step string

// The steps, in their order. A key without an encryption certificate goes
// without StepImport.
const (
	StepCheck    Step = "check"    // certificates, CA and its identity
	StepGenerate Step = "generate" // the new signing pair, inside the key
	StepRequest  Step = "request"  // new certificates, from the CA
	StepImport   Step = "import"   // the new encryption key, into the key
	StepStore    Step = "store"    // the new certificates, onto the key
	StepTest     Step = "test"     // sign and verify, encrypt and decrypt
)

// Steps lists all steps in order.
func Steps() []Step {
	return []Step{StepCheck, StepGenerate, StepRequest, StepImport, StepStore, StepTest}
}

// Event says that a step has begun, or, with Done, that it has ended well.
type Event struct {
	Step Step
	Done bool
	// CanCancel is set while nothing on the key has been changed: ending the
	// context then leaves no trace. Afterwards the renewal runs on to a state
	// from which it can be continued, whatever the context says.
	CanCancel bool
}
