package app

import (
	"time"

	"ukey/renew/cases"
	"ukey/token"
)

// Application is the way to a new certificate after the old one has expired:
// what the applicant has typed and attached, and how the CA's review of it
// goes. It is kept on disk from the first word on until it is done, so that
// nothing is typed twice. An Application is a snapshot: verbs return a new one.
type Application struct {
	// ID names it on this computer.
	ID    string
	Token token.ID
	// Certificate is the expired one. Its key signs what is submitted.
	Certificate      token.Certificate
	CA               string // URL
	Created, Updated time.Time
	// Form and Scans are as the applicant left them; a correction that is not
	// submitted yet differs from what Case holds.
	Form  cases.Form
	Scans map[cases.Kind]Attachment
	// Case is what the CA said last, nil before there is one. Heard is when.
	Case  *cases.Case
	Heard time.Time
	// NextLook is when the CA is to be asked again without being told to.
	NextLook time.Time
	// Installing is set once an installation has begun on the key: Install
	// continues it. Installed is set when it is done.
	Installing, Installed bool
	// Reopen is set when the CA does not accept this computer's access to the
	// case any more. Submit opens the case again, wherever it stands.
	Reopen bool
}

// Attachment is a scan as it was attached.
type Attachment struct {
	Name string // of the file it came from, without a folder
	Path string // of the copy that is kept
	Size int    // bytes
	// SHA256 is in lower-case hex, as in cases.Document.
	SHA256 string
	cases.Scan
}

// Stage is what comes next in an Application, for the person.
type Stage string

// The stages.
const (
	StageFill     Stage = "fill"     // the applicant fills in form and scans
	StageReview   Stage = "review"   // the CA's staff look at it
	StageCorrect  Stage = "correct"  // the applicant corrects what Case.Reasons name
	StageRejected Stage = "rejected" // for good: a new one may be begun
	StageInstall  Stage = "install"  // code, PIN, and the new certificate
	StageDone     Stage = "done"
)

// Holder is whom the application is for.
func (a *Application) Holder() HolderID { return holderOf(&a.Certificate) }

// Stage tells what comes next.
func (a *Application) Stage() Stage {
	switch {
	case a.Installed:
		return StageDone
	case a.Case == nil:
		return StageFill
	case a.Case.State == cases.Done:
		return StageDone
	case a.Case.State == cases.Rejected:
		return StageRejected
	case a.Reopen:
		return StageFill
	case a.Case.State == cases.Approved, a.Case.State == cases.Issued:
		return StageInstall
	case a.Case.State == cases.NeedMore:
		return StageCorrect
	case a.Case.State == cases.Review:
		return StageReview
	}
	return StageFill
}

// Removable tells whether nobody waits for the application: it is over, or the
// CA's staff have not seen it.
func (a *Application) Removable() bool {
	return a.Installed || a.Case == nil || a.Case.State == cases.Draft || !a.Case.State.Open()
}

// Flaws are what keeps an Application from being submitted; both are empty if
// nothing does.
func (a *Application) Flaws() (map[cases.Field]cases.Flaw, map[cases.Kind]cases.ScanFlaw) {
	form := a.Form.Normal()
	missing := make(map[cases.Kind]cases.ScanFlaw)
	for _, kind := range cases.Kinds() {
		if _, ok := a.Scans[kind]; !ok {
			missing[kind] = cases.ScanMissing
		}
	}
	return form.Check(), missing
}

// Unanswered are those of the staff's reasons that nothing has been done about:
// the field or the scan is as it was submitted. The note, which is about no part,
// is among them if nothing at all has changed. Nil if there are none.
func (a *Application) Unanswered() *cases.Reasons {
	if a.Stage() != StageCorrect || a.Case.Reasons.Empty() {
		return nil
	}
	form, submitted := a.Form.Normal(), a.Case.Form.Normal()
	same := form == submitted
	left := &cases.Reasons{Fields: map[cases.Field]string{}, Documents: map[cases.Kind]string{}}
	for field, reason := range a.Case.Reasons.Fields {
		if form.Get(field) == submitted.Get(field) {
			left.Fields[field] = reason
		}
	}
	for _, kind := range cases.Kinds() {
		scan, there := a.Scans[kind]
		unchanged := there && scan.SHA256 == a.Case.Documents[kind].SHA256
		same = same && unchanged
		if reason, named := a.Case.Reasons.Documents[kind]; named && unchanged {
			left.Documents[kind] = reason
		}
	}
	if same {
		left.Note = a.Case.Reasons.Note
	}
	if left.Empty() {
		return nil
	}
	return left
}

// CodeQuestion asks for the one-time code that the CA has sent. Expires is zero
// if it was sent before and it is not known when.
type CodeQuestion struct {
	Application *Application
	cases.CodeSent
	// Err says why the code before was not taken, nil at first.
	Err error
}

// CodeReply is the person's answer: the code, or the wish for another one.
type CodeReply struct {
	Code  string
	Again bool
}
