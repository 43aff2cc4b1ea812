package casework

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"ukey/renew/ca/internal/store"
	"ukey/renew/cases"
)

// Progress tells how a case stands. The refusal is NoCase.
func (s *Service) Progress(ctx context.Context, id, access string) (cases.Case, error) {
	c, err := s.own(ctx, id, access)
	if err != nil {
		return cases.Case{}, err
	}
	return wire(ctx, s.store.View(), c)
}

// own finds the case that a token is for.
func (s *Service) own(ctx context.Context, id, access string) (store.Case, error) {
	c, err := s.store.View().Case(ctx, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && !opens(access, c) {
		return store.Case{}, noCase()
	}
	return c, err
}

// Prepares tells whether a case's form and scans may be changed now. The
// refusals are NoCase and WrongState.
func (s *Service) Prepares(ctx context.Context, id, access string) error {
	c, err := s.own(ctx, id, access)
	if err != nil {
		return err
	}
	return isPreparing(c)
}

// PutDocument takes a scan, in place of the one of its kind before. The kind
// is one of [cases.Kinds]. Refusals: NoCase, WrongState, BadScan.
func (s *Service) PutDocument(ctx context.Context, id, access string, kind cases.Kind, data []byte) (cases.Case, error) {
	var none cases.Case
	if err := s.Prepares(ctx, id, access); err != nil {
		return none, err
	}
	scan, err := s.inspect(ctx, data)
	if err != nil {
		return none, err
	}
	document := store.CaseDocument{
		Kind:     kind,
		Document: cases.Document{SHA256: cases.Fingerprint(data), Size: len(data), Format: scan.Format},
		Width:    scan.Width, Height: scan.Height, Data: data,
	}
	var seen cases.Case
	err = s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		c, err := takeOwn(ctx, tx, id, access)
		if err != nil {
			return err
		}
		if err := isPreparing(c); err != nil {
			return err
		}
		if err := tx.PutDocument(ctx, id, document); err != nil {
			return err
		}
		c.Updated = s.now()
		if err := tx.SaveCase(ctx, c); err != nil {
			return err
		}
		if seen, err = wire(ctx, tx, c); err != nil {
			return err
		}
		return tx.Append(ctx, s.entry(c, actionDocument, map[string]string{"kind": string(kind), "sha256": document.SHA256}))
	})
	return seen, err
}

// isPreparing refuses once the form is with the staff.
func isPreparing(c store.Case) error {
	if c.State != cases.Draft && c.State != cases.NeedMore {
		return refuse(WrongState, "the case is in state %q: its form and scans cannot be changed now", c.State)
	}
	return nil
}

// inspect looks at a scan when it is its turn.
func (s *Service) inspect(ctx context.Context, data []byte) (cases.Scan, error) {
	if err := s.looking.Acquire(ctx, 1); err != nil {
		return cases.Scan{}, fmt.Errorf("wait to look at a scan: %w", err)
	}
	defer s.looking.Release(1)
	scan, err := cases.Inspect(data)
	if flawed := new(cases.ScanError); errors.As(err, &flawed) {
		return scan, &Refusal{Reason: BadScan, Detail: flawed.Error(), Err: flawed}
	}
	return scan, err
}

// Submit hands a case in for review, by a statement for [cases.ToSubmit].
// Handing in the same once more changes nothing.
//
// Refusals: those of Open; NoCase, WrongState, Flawed, OtherDocuments.
func (s *Service) Submit(ctx context.Context, id, access string, statement []byte, audience string) (cases.Case, error) {
	var none cases.Case
	if _, err := s.own(ctx, id, access); err != nil {
		return none, err
	}
	said, old, err := s.listen(ctx, statement, cases.ToSubmit, audience)
	if err != nil {
		return none, err
	}
	if said.Case != id {
		return none, refuse(Misdirected, "the statement is for another case")
	}
	if err := checkForm(said.Form); err != nil {
		return none, err
	}
	var seen cases.Case
	err = s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		c, err := takeOwn(ctx, tx, id, access)
		if err != nil {
			return err
		}
		if c.Certificate.Cmp(old.X509.SerialNumber) != 0 {
			return noCase() // it is somebody else's
		}
		if err := s.submit(ctx, tx, &c, said); err != nil {
			return err
		}
		seen, err = wire(ctx, tx, c)
		return err
	})
	switch {
	case errors.Is(err, errUnchanged):
		return s.Progress(ctx, id, access)
	case err == nil:
		s.log.InfoContext(ctx, "case submitted", "case", id)
	}
	return seen, err
}

// errUnchanged undoes a step that would change nothing, so that whoever looks
// at the case still has its latest version.
var errUnchanged = errors.New("nothing to change")

func (s *Service) submit(ctx context.Context, tx store.Tx, c *store.Case, said *cases.Statement) error {
	stored, err := tx.Documents(ctx, c.ID)
	if err != nil {
		return err
	}
	if c.State == cases.Review && c.Form == *said.Form && checkDocuments(said.Documents, stored) == nil {
		return errUnchanged
	}
	if err := isPreparing(*c); err != nil {
		return err
	}
	if _, err := oldOf(ctx, tx, *c); err != nil {
		return err
	}
	if err := checkDocuments(said.Documents, stored); err != nil {
		return err
	}
	now := s.now()
	c.Form, c.Reasons = *said.Form, nil
	c.Submitted, c.Expected = now, expected(now)
	if err := s.move(ctx, tx, c, cases.Review, store.CaseStep{Event: cases.Event{By: byApplicant}}); err != nil {
		return err
	}
	facts := make(map[string]string)
	for kind, hash := range said.Documents {
		facts[string(kind)] = hash
	}
	return tx.Append(ctx, s.entry(*c, actionSubmit, facts))
}

// checkForm takes a form that is as it has to be sent.
func checkForm(form *cases.Form) error {
	if form == nil {
		return refuse(Flawed, "the statement has no form")
	}
	flaws := form.Check()
	var parts []string
	for _, field := range cases.Fields() {
		if flaw, flawed := flaws[field]; flawed {
			parts = append(parts, fmt.Sprintf("%s: %s", field, flaw))
		}
	}
	if len(parts) == 0 && *form != form.Normal() {
		parts = append(parts, "not in its normal form")
	}
	if len(parts) > 0 {
		return refuse(Flawed, "the form has flaws: %s", strings.Join(parts, ", "))
	}
	return nil
}

// checkDocuments compares the scans that the applicant has signed for with
// those that are stored: all kinds, and no others.
func checkDocuments(named map[cases.Kind]string, stored map[cases.Kind]cases.Document) error {
	for _, kind := range cases.Kinds() {
		if _, ok := stored[kind]; !ok {
			return refuse(OtherDocuments, "the scan %q is missing", kind)
		}
		if named[kind] != stored[kind].SHA256 {
			return refuse(OtherDocuments, "the scan %q that is stored is not the one that the statement names", kind)
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(named)) {
		if _, ok := stored[kind]; !ok {
			return refuse(OtherDocuments, "there is no scan %q", kind)
		}
	}
	return nil
}
