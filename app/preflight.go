package app

import (
	"crypto/x509"
	"fmt"
	"slices"
	"time"

	"ukey/renew"
	"ukey/token"
)

// Preflight is what was looked at before a renewal asks for the PIN: the key,
// its PIN and its room, what a new certificate breaks, the CA and the clock.
// The checks are of the same kind as a Report's, in the order in which a
// person reads them. It is never changed after it has been handed out.
type Preflight struct {
	Checks []Check

	chain []*x509.Certificate // the CA's own, nil if it was not asked
}

// Result is the worst of all checks. With ResultFailed the renewal cannot
// begin; ResultWarning is for the person to agree to.
func (p *Preflight) Result() Result { return worst(p.Checks) }

// Warnings are the checks that a person has to hear of before they agree.
func (p *Preflight) Warnings() []Check {
	return slices.DeleteFunc(slices.Clone(p.Checks), func(c Check) bool { return c.Result != ResultWarning })
}

// err is the first reason why the renewal cannot begin.
func (p *Preflight) err() error {
	i := slices.IndexFunc(p.Checks, func(c Check) bool { return c.Result == ResultFailed })
	if i < 0 {
		return nil
	}
	return &PreflightError{Preflight: p, Err: p.Checks[i].Err}
}

// PreflightError: a renewal cannot begin. Nothing has been changed and no PIN
// was asked for.
type PreflightError struct {
	Preflight *Preflight
	// Err is that of the first check that failed.
	Err error
}

func (e *PreflightError) Error() string { return e.Err.Error() }

// Unwrap returns the first reason.
func (e *PreflightError) Unwrap() error { return e.Err }

// ClockError: this computer's clock is so far off that certificates would be
// taken for expired, or for not yet valid.
type ClockError struct{ Here, There time.Time }

func (e *ClockError) Error() string {
	return fmt.Sprintf("clock shows %s, the CA's %s", e.Here.UTC().Format(time.RFC3339), e.There.UTC().Format(time.RFC3339))
}

// preflight looks at everything that can be known without a PIN. ca is nil
// where the renewal asks nothing of the CA any more.
func preflight(plan *Plan, journal *renew.Journal, ca *caAnswer) *Preflight {
	p := &Preflight{}
	add := func(checks ...Check) { p.Checks = append(p.Checks, checks...) }
	add(checkWritable(plan.Key), readyPIN(plan.Key))
	if !plan.Resumes {
		add(checkSpace(plan.Key, journal), checkBound(plan))
	}
	if ca != nil {
		p.chain = ca.chain
		add(ca.checks()...)
		add(readyClock(plan.Key, ca))
	}
	for i := range p.Checks {
		if c := &p.Checks[i]; c.Result == ResultFailed && c.Err == nil {
			c.Err = fmt.Errorf("%s: %s", c.Layer, c.Finding) // never a failure without a reason
		}
	}
	return p
}

// checkWritable: Doctor lists a key that takes no changes with a warning; here
// it is the end.
func checkWritable(k *Key) Check {
	if k.WriteProtected {
		return Check{Layer: LayerToken, Result: ResultFailed, Finding: FoundTokenReadOnly, Key: k, Err: token.ErrReadOnly}
	}
	return Check{Layer: LayerToken, Result: ResultOK, Finding: FoundToken, Key: k}
}

// readyPIN is checkPIN for what needs the PIN at once.
func readyPIN(k *Key) Check {
	c := checkPIN(k)
	if c.Finding == FoundPINToBeChanged {
		c.Result = ResultFailed
	}
	return c
}

// checkSpace compares what the key says is free with what the new pairs will
// take. It only warns: few keys tell the truth, and one that turns out to be
// full is left as it was.
func checkSpace(k *Key, journal *renew.Journal) Check {
	public, private := journal.Space()
	c := Check{Layer: LayerSpace, Result: ResultOK, Finding: FoundSpace, Key: k}
	switch {
	case k.FreePublic == 0 && k.FreePrivate == 0:
		c.Result, c.Finding = ResultSkipped, FoundSpaceUnknown
	case k.FreePublic > 0 && k.FreePublic < public, k.FreePrivate > 0 && k.FreePrivate < private:
		c.Result, c.Finding = ResultWarning, FoundSpaceShort
	}
	return c
}

// checkBound is no finding of ours: nobody can see from a key which tenders
// were handed in with its certificate. It is what the person has to think of.
func checkBound(plan *Plan) Check {
	return Check{
		Layer: LayerBound, Result: ResultWarning, Finding: FoundBound,
		Key: plan.Key, Certificate: plan.Signature,
	}
}

// readyClock is checkClock with an error that says why it stops a renewal.
func readyClock(k *Key, ca *caAnswer) Check {
	c := checkClock(&Snapshot{Keys: []Key{*k}}, ca)
	if c.Result == ResultFailed {
		c.Err = &ClockError{Here: c.Here, There: c.There}
	}
	return c
}
