package main

import (
	"context"
	"errors"

	"ukey/app"
	"ukey/app/settings"
	"ukey/renew"
	"ukey/renew/apply"
	"ukey/renew/cases"
	"ukey/renew/est"
	"ukey/token"
)

// The exit codes are a contract with other people's scripts.
const (
	exitDone          = 0
	exitFailed        = 1
	exitUsage         = 2
	exitNoKey         = 3 // none, not the one named, several and none named, or unplugged
	exitPINWrong      = 4 // or only the last try is left and it may not be spent
	exitPINLocked     = 5
	exitDriver        = 6
	exitCARefused     = 7 // or what it sent must not be installed
	exitCAUnreachable = 8 // not there, busy, or not the CA of the root given
	exitReview        = 9 // the CA is still deciding

	// Of check alone.
	exitExpiring = 10
	exitExpired  = 11
)

// outcome is an exit code that is an answer, not a failure: nothing is
// printed for it.
type outcome int

func (outcome) Error() string { return "answered by the exit code" }

// fault is what an error is for a script: a word and an exit code.
type fault struct {
	code string
	exit int
}

// classify finds the fault that an error stands for. What wraps another error
// counts as that: a renewal that stopped because the key was unplugged is an
// unplugged key.
func classify(err error) fault {
	for _, group := range []func(error) (fault, bool){ofUsage, ofKey, ofPIN, ofApplication, ofCA, ofDriver} {
		if f, ok := group(err); ok {
			return f
		}
	}
	return fault{"failed", exitFailed}
}

func ofUsage(err error) (fault, bool) {
	switch {
	case is[*usageError](err), errors.Is(err, errNeedsYes):
		return fault{"usage", exitUsage}, true
	case is[*settings.Error](err), is[*app.RootsError](err), is[*renew.OtherCAError](err),
		errors.Is(err, app.ErrNoRoot), errors.Is(err, renew.ErrCANotConfigured):
		return fault{"settings", exitUsage}, true
	}
	return fault{}, false
}

func ofKey(err error) (fault, bool) {
	if e, ok := errors.AsType[*app.NoTokenError](err); ok {
		if byDriver(e) {
			return fault{"driver", exitDriver}, true
		}
		return fault{"no-key", exitNoKey}, true
	}
	switch {
	case is[*saveError](err):
		return fault{"file-not-saved", exitFailed}, true
	case is[*app.AmbiguousTokenError](err):
		return fault{"ambiguous-key", exitNoKey}, true
	case is[*noCertificateError](err):
		return fault{"no-certificate", exitNoKey}, true
	case is[*ambiguousCertificateError](err):
		return fault{"ambiguous-certificate", exitNoKey}, true
	}
	return first(err, []known{
		{token.ErrRemoved, fault{"removed", exitNoKey}},
		{token.ErrFull, fault{"full", exitFailed}},
		{token.ErrReadOnly, fault{"read-only", exitFailed}},
		{token.ErrUnsupported, fault{"unsupported", exitFailed}},
		{app.ErrCancelled, fault{"cancelled", exitFailed}},
		{token.ErrCancelled, fault{"cancelled", exitFailed}},
		{context.Canceled, fault{"cancelled", exitFailed}},
	})
}

// byDriver tells whether a driver that failed is the better answer to where
// the keys are: any key would have done, and it may be behind that driver. Who
// names a key is told that it is not there, and of the driver as a reason.
func byDriver(e *app.NoTokenError) bool {
	return e.Selector == "" && len(e.Problems) > 0
}

func ofPIN(err error) (fault, bool) {
	if e, ok := errors.AsType[*token.PINIncorrectError](err); ok {
		return fault{pinOrPUK(e.PUK) + "-incorrect", exitPINWrong}, true
	}
	if e, ok := errors.AsType[*token.PINLockedError](err); ok {
		return fault{pinOrPUK(e.PUK) + "-locked", exitPINLocked}, true
	}
	if is[*token.PINLengthError](err) {
		return fault{"pin-length", exitFailed}, true
	}
	return first(err, []known{
		{errLastPUKTry, fault{"last-puk-try", exitPINWrong}},
		{token.ErrLastTry, fault{"last-try", exitPINWrong}},
		{app.ErrNotUnblockable, fault{"not-unblockable", exitFailed}},
		{token.ErrPINToBeChanged, fault{"pin-to-be-changed", exitFailed}},
		{app.ErrSamePIN, fault{"pin-same", exitFailed}},
		{app.ErrPINMismatch, fault{"pin-mismatch", exitFailed}},
		{app.ErrPINCharacters, fault{"pin-characters", exitFailed}},
		{app.ErrPINTooSimple, fault{"pin-simple", exitFailed}},
		{errNoPIN, fault{"no-pin", exitFailed}},
		{errNoCode, fault{"no-code", exitFailed}},
		{errPINTooLong, fault{"pin-length", exitFailed}},
	})
}

func pinOrPUK(puk bool) string {
	if puk {
		return "puk"
	}
	return "pin"
}

func ofCA(err error) (fault, bool) {
	if e, ok := errors.AsType[*est.RefusedError](err); ok && e.Temporary() {
		return fault{"ca-busy", exitCAUnreachable}, true
	}
	switch {
	case is[*est.RefusedError](err), is[*est.ClientCertificateError](err), errors.Is(err, est.ErrNotOffered):
		return fault{"ca-refused", exitCARefused}, true
	case is[*renew.AnswerError](err):
		return fault{"ca-answer", exitCARefused}, true
	case is[*est.ProxyError](err):
		return fault{"proxy", exitCAUnreachable}, true
	case is[*est.UnreachableError](err):
		return fault{"ca-unreachable", exitCAUnreachable}, true
	case is[*est.UntrustedError](err):
		return fault{"ca-untrusted", exitCAUnreachable}, true
	case is[*est.ProtocolError](err):
		return fault{"ca-answer", exitCAUnreachable}, true
	case is[*est.PendingError](err):
		return fault{"pending", exitReview}, true
	case is[*renew.BusyError](err):
		return fault{"busy", exitFailed}, true
	case is[*renew.ExpiredError](err):
		return fault{"expired", exitFailed}, true
	case is[*app.ClockError](err):
		return fault{"clock", exitFailed}, true
	}
	return fault{}, false
}

func ofApplication(err error) (fault, bool) {
	if e, ok := errors.AsType[*applicationError](err); ok {
		return e.fault(), true
	}
	switch {
	case is[*cases.ScanError](err):
		return fault{"scan", exitFailed}, true
	case is[*readError](err):
		return fault{"file-not-read", exitFailed}, true
	case is[*app.FlawsError](err):
		return fault{"incomplete", exitFailed}, true
	case is[*app.StageError](err):
		return fault{"stage", exitFailed}, true
	case is[*apply.DraftError](err):
		return fault{"application-record", exitFailed}, true
	}
	return first(err, []known{
		{errNoApplication, fault{"no-application", exitFailed}},
		{apply.ErrNoDraft, fault{"no-application", exitFailed}},
		{app.ErrNotExpired, fault{"not-expired", exitFailed}},
		{app.ErrCertificateGone, fault{"certificate-gone", exitFailed}},
		{app.ErrAccessLost, fault{"access-lost", exitFailed}},
		{app.ErrOtherRenewal, fault{"other-renewal", exitFailed}},
	})
}

func ofDriver(err error) (fault, bool) {
	if is[*token.SetAsideError](err) {
		return fault{"driver-set-aside", exitDriver}, true
	}
	if is[*token.LibraryError](err) || errors.Is(err, token.ErrDriver) ||
		errors.Is(err, token.ErrDriverCrashed) || errors.Is(err, token.ErrDriverHung) {
		return fault{"driver", exitDriver}, true
	}
	return fault{}, false
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

type known struct {
	err   error
	fault fault
}

func first(err error, all []known) (fault, bool) {
	for _, k := range all {
		if errors.Is(err, k.err) {
			return k.fault, true
		}
	}
	return fault{}, false
}
