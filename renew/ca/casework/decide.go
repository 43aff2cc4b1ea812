package casework

import (
	"context"
	"slices"
	"time"

	"ukey/renew/ca/internal/store"
	"ukey/renew/cases"
)

// Where a number that codes go to was taken from.
const (
	PhoneGiven    = "reviewer"
	PhoneOnRecord = "record"
	PhoneOfForm   = "form"
)

// Approve lets a case in review lead to a certificate. The version is the one
// that the actor has looked at. Refusals: NoCase, OutOfDate, WrongState,
// Revoked, NoPhone, BadReasons for the note.
func (s *Service) Approve(ctx context.Context, by Actor, id string, version int64, a Approval) (*File, error) {
	note, err := reason(a.Note)
	if err != nil {
		return nil, err
	}
	d := decision{by: by, id: id, version: version, from: []cases.State{cases.Review}, to: cases.Approved, action: actionApprove}
	d.change = func(ctx context.Context, tx store.Tx, c *store.Case) (map[string]string, error) {
		old, err := oldOf(ctx, tx, *c)
		if err != nil {
			return nil, err
		}
		subject := store.SubjectHash(old.X509.RawSubject)
		onRecord, err := tx.Contact(ctx, subject)
		if err != nil {
			return nil, err
		}
		phone, source, err := choosePhone(a.Phone, onRecord, c.Form.Phone)
		if err != nil {
			return nil, err
		}
		c.Phone, c.Reasons = phone, nil
		facts := map[string]string{"phone": masked(phone), "phone from": source}
		return facts, tx.SetContact(ctx, subject, phone, s.now())
	}
	return s.decide(ctx, d, note)
}

// CodePhone is the number that codes go to after an approval with the number
// given, which may be empty, and where it comes from: PhoneGiven, PhoneOnRecord
// or PhoneOfForm. The refusal is NoPhone.
func (f *File) CodePhone(given string) (number, source string, err error) {
	return choosePhone(given, f.OnRecord, f.Form.Phone)
}

// choosePhone takes the reviewer's number, or that on record, or the form's.
func choosePhone(given, onRecord, form string) (number, source string, err error) {
	if given != "" {
		number, ok := mobileNumber(given)
		if !ok {
			return "", "", notMobile()
		}
		return number, PhoneGiven, nil
	}
	if onRecord != "" {
		return onRecord, PhoneOnRecord, nil
	}
	number, ok := mobileNumber(form)
	if !ok {
		return "", "", refuse(NoPhone, "neither on record nor in the form is there a mobile number that a code could go to: "+
			"find out one that reaches the organisation, and approve with it")
	}
	return number, PhoneOfForm, nil
}

// NeedMore gives a case in review back to the applicant, with reasons.
// Refusals: NoCase, OutOfDate, WrongState, NoReasons, BadReasons.
func (s *Service) NeedMore(ctx context.Context, by Actor, id string, version int64, reasons cases.Reasons) (*File, error) {
	d := decision{by: by, id: id, version: version, from: []cases.State{cases.Review}, to: cases.NeedMore, action: actionNeedMore}
	return s.turnDown(ctx, d, reasons)
}

// Reject ends a case that is in review or that waits for the applicant's
// corrections, or takes back an approval that nothing was issued on yet.
// Refusals: NoCase, OutOfDate, WrongState, NoReasons, BadReasons.
func (s *Service) Reject(ctx context.Context, by Actor, id string, version int64, reasons cases.Reasons) (*File, error) {
	from := []cases.State{cases.Review, cases.NeedMore, cases.Approved}
	d := decision{by: by, id: id, version: version, from: from, to: cases.Rejected, action: actionReject}
	return s.turnDown(ctx, d, reasons)
}

func (s *Service) turnDown(ctx context.Context, d decision, reasons cases.Reasons) (*File, error) {
	checked, err := checkReasons(reasons)
	if err != nil {
		return nil, err
	}
	d.change = func(ctx context.Context, tx store.Tx, c *store.Case) (map[string]string, error) {
		c.Reasons, c.Phone = checked, ""
		return named(checked), tx.DropSecret(ctx, c.ID)
	}
	return s.decide(ctx, d, checked.Note)
}

// decision is what staff do with a case.
type decision struct {
	by      Actor
	id      string
	version int64
	from    []cases.State
	to      cases.State
	action  store.Action
	// change does the rest, and returns what is told of it in the audit log.
	change func(ctx context.Context, tx store.Tx, c *store.Case) (map[string]string, error)
}

func (s *Service) decide(ctx context.Context, d decision, note string) (*File, error) {
	var decided *File
	err := s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		c, err := take(ctx, tx, d.id)
		if err != nil {
			return err
		}
		if c.Version != d.version+1 {
			return refuse(OutOfDate, "the case has changed since you looked at it: look at it again")
		}
		if !slices.Contains(d.from, c.State) {
			return refuse(WrongState, "the case is in state %q: it cannot become %q", c.State, d.to)
		}
		facts, err := d.change(ctx, tx, &c)
		if err != nil {
			return err
		}
		c.Expected = time.Time{} // no decision leads back to review
		step := store.CaseStep{Event: cases.Event{By: byStaff, Note: note}, Actor: d.by.Name, Role: d.by.Role}
		if err := s.move(ctx, tx, &c, d.to, step); err != nil {
			return err
		}
		if decided, err = file(ctx, tx, c); err != nil {
			return err
		}
		return tx.Append(ctx, store.Entry{
			At: s.now(), Actor: d.by.Name, Role: d.by.Role, Action: d.action, Subject: c.ID, Facts: facts,
		})
	})
	if err != nil {
		return nil, err
	}
	s.log.InfoContext(ctx, "case decided", "case", d.id, "state", d.to, "operator", d.by.Name)
	return decided, nil
}
