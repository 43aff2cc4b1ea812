package casework

import (
	"context"
	"errors"

	"ukey/renew/cases"
)

// Service works on the cases of one CA. Its methods may be called from any
// goroutine. Their error is a *Refusal, or what failed within.
type Service struct{}

// List picks cases.
func (s *Service) List(ctx context.Context, q Query) (Page, error) {
	return Page{}, errors.ErrUnsupported
}

// Get opens a case. The refusal is NoCase.
func (s *Service) Get(ctx context.Context, id string) (*File, error) {
	return nil, errors.ErrUnsupported
}

// Scan returns a scan of a case. The refusal is NoCase.
func (s *Service) Scan(ctx context.Context, id string, kind cases.Kind) (Scan, error) {
	return Scan{}, errors.ErrUnsupported
}

// Approve lets a case in review lead to a certificate. The version is the one
// that the actor has looked at. Refusals: NoCase, OutOfDate, WrongState,
// Revoked, NoPhone.
func (s *Service) Approve(ctx context.Context, by Actor, id string, version int64, a Approval) (*File, error) {
	return nil, errors.ErrUnsupported
}

// NeedMore gives a case in review back to the applicant, with reasons.
// Refusals: NoCase, OutOfDate, WrongState, NoReasons, BadReasons.
func (s *Service) NeedMore(ctx context.Context, by Actor, id string, version int64, reasons cases.Reasons) (*File, error) {
	return nil, errors.ErrUnsupported
}

// Reject ends a case that is in review or that waits for the applicant's
// corrections, or takes back an approval that nothing was issued on yet.
// Refusals: NoCase, OutOfDate, WrongState, NoReasons, BadReasons.
func (s *Service) Reject(ctx context.Context, by Actor, id string, version int64, reasons cases.Reasons) (*File, error) {
	return nil, errors.ErrUnsupported
}
