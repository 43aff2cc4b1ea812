package casework

import (
	"context"
	"errors"
	"fmt"

	"ukey/renew/ca/internal/store"
	"ukey/renew/cases"
	"ukey/token"
)

// The actions of cases in the audit log, whose subject is the case.
const (
	actionOpen       store.Action = "case.open"
	actionReopen     store.Action = "case.reopen" // a fresh access token
	actionDocument   store.Action = "case.document"
	actionSubmit     store.Action = "case.submit"
	actionApprove    store.Action = "case.approve"
	actionNeedMore   store.Action = "case.need-more"
	actionReject     store.Action = "case.reject"
	actionSendCode   store.Action = "case.code-send"
	actionNotSent    store.Action = "case.code-not-sent"
	actionWrongCode  store.Action = "case.code-wrong"
	actionVerifyCode store.Action = "case.code-verify"
	actionIssue      store.Action = "case.issue"
	actionConfirm    store.Action = "case.confirm"
	// actionContact is about a holder, named by the SHA-256 of the subject.
	actionContact store.Action = "contact.set"
)

// The parties of a case, in its history and in the audit log.
const (
	byApplicant = "applicant"
	byStaff     = "staff"
	byCA        = "ca"
)

// entry is what the applicant, who is known by the old certificate, did.
func (s *Service) entry(c store.Case, action store.Action, facts map[string]string) store.Entry {
	return store.Entry{
		At: s.now(), Actor: store.SerialText(c.Certificate), Role: byApplicant,
		Action: action, Subject: c.ID, Facts: facts,
	}
}

// Open opens a case by a statement for [cases.ToOpen], made to the host that
// the CA was reached under; "" is a name that is not the CA's. If the certificate has a case that is open, it is
// that one, and so it is if the last one has led to a certificate that is in
// force; in either case with a fresh token, and the one before is void.
//
// Refusals: BadStatement, Misdirected, Nonce, Foreign, NotForSigning,
// NotYetValid, StillValid, Revoked, OnHold; and the errors of
// Config.Acceptable.
func (s *Service) Open(ctx context.Context, statement []byte, audience string) (cases.Opened, error) {
	_, old, err := s.listen(ctx, statement, cases.ToOpen, audience)
	if err != nil {
		return cases.Opened{}, err
	}
	access, hash := newSecret()
	opened := cases.Opened{Access: access}
	err = s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		c, err := s.reopen(ctx, tx, old, hash)
		if errors.Is(err, store.ErrNotFound) {
			c, err = s.open(ctx, tx, old, hash)
		}
		if err != nil {
			return err
		}
		opened.Case, err = wire(ctx, tx, c)
		return err
	})
	if err == nil {
		s.log.InfoContext(ctx, "case opened", "case", opened.Case.ID)
	}
	return opened, err
}

// reopen gives a certificate's present case a fresh token. The error is
// store.ErrNotFound if it has none.
func (s *Service) reopen(ctx context.Context, tx store.Tx, old store.Certificate, access store.Hash) (store.Case, error) {
	c, err := tx.CaseOf(ctx, old.X509.SerialNumber)
	if err != nil {
		return c, err
	}
	present, err := s.isPresent(ctx, tx, c)
	if err != nil {
		return c, err
	}
	if !present {
		return c, store.ErrNotFound
	}
	if c, err = take(ctx, tx, c.ID); err != nil {
		return c, err
	}
	c.Access = access
	if err := tx.SaveCase(ctx, c); err != nil {
		return c, err
	}
	return c, tx.Append(ctx, s.entry(c, actionReopen, nil))
}

// isPresent tells whether a case is open or has led to what is in force.
func (s *Service) isPresent(ctx context.Context, tx store.Tx, c store.Case) (bool, error) {
	if c.State != cases.Done {
		return c.State.Open(), nil
	}
	issued, err := tx.Certificate(ctx, c.Issued)
	if err != nil {
		return false, fmt.Errorf("the case's new certificate: %w", err)
	}
	return !isGone(issued) && !s.now().After(issued.X509.NotAfter), nil
}

// open makes a new case.
func (s *Service) open(ctx context.Context, tx store.Tx, old store.Certificate, access store.Hash) (store.Case, error) {
	readable := token.ParseCertificate(old.X509.Raw)
	holder := readable.Subject.Organization()
	if holder == "" {
		holder = readable.Subject.CommonName()
	}
	c := store.Case{
		ID: newID(), State: cases.Draft, Version: 1, Certificate: old.X509.SerialNumber,
		Holder: holder, CreditCode: readable.CreditCode(), Access: access,
		Created: s.now(), Updated: s.now(),
	}
	added, err := tx.AddCase(ctx, c)
	switch {
	case err != nil:
		return c, err
	case !added: // by somebody else, meanwhile
		return s.reopen(ctx, tx, old, access)
	}
	step := store.CaseStep{Version: c.Version, Event: cases.Event{At: s.now(), State: c.State, By: byApplicant}}
	if err := tx.AddStep(ctx, c.ID, step); err != nil {
		return c, err
	}
	return c, tx.Append(ctx, s.entry(c, actionOpen, map[string]string{"holder": holder}))
}
