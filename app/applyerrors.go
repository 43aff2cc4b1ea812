package app

import (
	"errors"
	"fmt"

	"ukey/renew/cases"
)

// Errors of applications.
var (
	// ErrNotExpired: the key's certificates are valid still, so that Renew
	// renews them without an application.
	ErrNotExpired = errors.New("no expired certificate on the token")
	// ErrCertificateGone: the certificate that the application is about is not
	// on the key any more.
	ErrCertificateGone = errors.New("the certificate of the application is not on the token")
	// ErrAccessLost: the CA does not accept this computer's access to the case
	// any more. Submit opens the case again.
	ErrAccessLost = errors.New("access to the case is not accepted any more")
	// ErrOtherRenewal: the key has an interrupted renewal, which has to be
	// finished first.
	ErrOtherRenewal = errors.New("another renewal of the token is unfinished")
)

// StageError: the application is not where that verb begins.
type StageError struct {
	Stage Stage // where it is
}

func (e *StageError) Error() string { return fmt.Sprintf("not possible in stage %q", e.Stage) }

// FlawsError: the application cannot be submitted as it is. Nothing was sent.
type FlawsError struct {
	Fields map[cases.Field]cases.Flaw
	Scans  map[cases.Kind]cases.ScanFlaw
}

func (e *FlawsError) Error() string {
	return fmt.Sprintf("%d fields and %d scans are not in order", len(e.Fields), len(e.Scans))
}
