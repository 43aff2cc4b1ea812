package casework

import (
	"context"
	"errors"
	"fmt"

	"ukey/renew/ca/internal/store"
	"ukey/renew/cases"
)

// List picks cases.
func (s *Service) List(ctx context.Context, q Query) (Page, error) {
	query := store.CaseQuery{
		State: q.State, Text: q.Text, From: q.From, To: q.To, NewestFirst: q.NewestFirst,
		Offset: max(0, q.Offset), Limit: min(q.Limit, MaxPage),
	}
	if query.Limit <= 0 {
		query.Limit = PageSize
	}
	view := s.store.View()
	counts, err := view.CountCases(ctx, query)
	if err != nil {
		return Page{}, err
	}
	found, err := view.Cases(ctx, query)
	if err != nil {
		return Page{}, err
	}
	page := Page{Cases: make([]Summary, 0, len(found)), Total: counts[q.State], Counts: counts}
	if q.State == "" {
		for _, n := range counts {
			page.Total += n
		}
	}
	for _, c := range found {
		page.Cases = append(page.Cases, Summary{
			ID: c.ID, State: c.State, Version: c.Version,
			Created: c.Created, Updated: c.Updated, Submitted: c.Submitted, Expected: c.Expected,
			Holder: c.Holder, CreditCode: c.CreditCode, Applicant: c.Form.Name,
		})
	}
	return page, nil
}

// Get opens a case. The refusal is NoCase.
func (s *Service) Get(ctx context.Context, id string) (*File, error) {
	view := s.store.View()
	c, err := view.Case(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, noCase()
	}
	if err != nil {
		return nil, err
	}
	return file(ctx, view, c)
}

// file is a case as staff see it.
func file(ctx context.Context, tx store.Tx, c store.Case) (*File, error) {
	seen, err := wire(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	old, err := tx.Certificate(ctx, c.Certificate)
	if err != nil {
		return nil, fmt.Errorf("the case's old certificate: %w", err)
	}
	steps, err := tx.Steps(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	f := &File{Case: seen, Version: c.Version, Submitted: c.Submitted, Old: old.X509, Revoked: old.Revoked}
	for _, step := range steps {
		f.Steps = append(f.Steps, Step{Event: step.Event, Actor: Actor{Name: step.Actor, Role: step.Role}})
	}
	if f.OnRecord, err = tx.Contact(ctx, store.SubjectHash(old.X509.RawSubject)); err != nil {
		return nil, err
	}
	if c.Issued != nil {
		issued, err := tx.Certificate(ctx, c.Issued)
		if err != nil {
			return nil, fmt.Errorf("the case's new certificate: %w", err)
		}
		f.Issued = issued.X509
	}
	return f, nil
}

// Scan returns a scan of a case. The refusal is NoCase.
func (s *Service) Scan(ctx context.Context, id string, kind cases.Kind) (Scan, error) {
	d, err := s.store.View().Document(ctx, id, kind)
	if errors.Is(err, store.ErrNotFound) {
		return Scan{}, noCase()
	}
	return Scan{Document: d.Document, Width: d.Width, Height: d.Height, Data: d.Data}, err
}
