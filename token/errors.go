package token

import (
	"errors"
	"fmt"
)

// Errors that carry nothing but their kind.
var (
	// ErrRemoved: the token is not there, or was unplugged during the call.
	ErrRemoved = errors.New("token removed")
	// ErrLastTry: one try is left and the person has not agreed to spend it.
	ErrLastTry = errors.New("only one PIN try left")
	// ErrPINToBeChanged: the token does nothing until its PIN is changed.
	ErrPINToBeChanged = errors.New("PIN must be changed first")
	// ErrPINRefused: the token does not take the new PIN, for a reason other
	// than its length: characters it does not know, or a rule of its own.
	ErrPINRefused = errors.New("new PIN refused by the token")
	// ErrFull: no room for another object.
	ErrFull = errors.New("token full")
	// ErrReadOnly: the token or the session takes no changes.
	ErrReadOnly = errors.New("token is read-only")
	// ErrUnsupported: the token or its driver cannot do this.
	ErrUnsupported = errors.New("not supported by the token")
	// ErrKeyNotFound: no such key pair on the token.
	ErrKeyNotFound = errors.New("key not found on the token")
	// ErrEnvelope: an envelope does not open, or holds another key than it was
	// said to hold.
	ErrEnvelope = errors.New("envelope does not hold the key")
	// ErrCancelled: the person cancelled on the device or its PIN pad.
	ErrCancelled = errors.New("cancelled on the token")
	// ErrDriverCrashed: the process that ran the library died in the call.
	ErrDriverCrashed = errors.New("driver crashed")
	// ErrDriverHung: the library did not return in time and was ended.
	ErrDriverHung = errors.New("driver did not answer")
	// ErrDriver: the library failed in a way that has no type of its own.
	ErrDriver = errors.New("driver failed")
)

// PINIncorrectError: the PIN was wrong and a try is spent. A PIN that is
// locked, by this try or before, is a PINLockedError instead.
type PINIncorrectError struct {
	// Tries is how many are left, or UnknownTries.
	Tries int
	// State is PINLow, PINFinal, or PINUnknown.
	State PINState
	// PUK is set when it was the PUK that was wrong.
	PUK bool
}

func (e *PINIncorrectError) Error() string {
	if e.Tries == UnknownTries {
		return pinOrPUK(e.PUK) + " incorrect"
	}
	return fmt.Sprintf("%s incorrect, %d tries left", pinOrPUK(e.PUK), e.Tries)
}

// PINLockedError: the token takes no user PIN until it is unlocked.
type PINLockedError struct {
	// PUK is set when it is the PUK that is locked, which nobody can unlock.
	PUK bool
}

func (e *PINLockedError) Error() string { return pinOrPUK(e.PUK) + " locked" }

func pinOrPUK(puk bool) string {
	if puk {
		return "PUK"
	}
	return "PIN"
}

// PINLengthError: a new PIN is too short or too long for the token.
type PINLengthError struct {
	Min, Max int // bytes, 0 if unknown
}

func (e *PINLengthError) Error() string {
	return fmt.Sprintf("PIN length not within %d to %d", e.Min, e.Max)
}

// LibraryFault says why a driver library cannot be used.
type LibraryFault string

// The faults.
const (
	LibraryMissing           LibraryFault = "missing"
	LibraryWrongArchitecture LibraryFault = "wrong architecture"
	LibraryNotPKCS11         LibraryFault = "not a PKCS#11 library"
	LibraryUnusable          LibraryFault = "cannot be loaded"
	// LibraryNoHost: it has 32 bits, and the program is missing that runs those.
	LibraryNoHost LibraryFault = "without a program for 32 bits"
)

// LibraryError: a driver library could not be loaded.
type LibraryError struct {
	Path  string
	Fault LibraryFault
	// Detail is the system's own text, for the log; the path of the program for
	// LibraryNoHost.
	Detail string
}

func (e *LibraryError) Error() string {
	if e.Detail == "" {
		return fmt.Sprintf("driver %s: %s", e.Path, e.Fault)
	}
	return fmt.Sprintf("driver %s: %s: %s", e.Path, e.Fault, e.Detail)
}

// SetAsideError: a driver has crashed or hung so often that it is not asked
// any more, until Retrier.Retry.
type SetAsideError struct {
	Library string
	Crashes int // in a row, hangs included
	// Last is what happened last: ErrDriverCrashed or ErrDriverHung.
	Last error
}

func (e *SetAsideError) Error() string {
	return fmt.Sprintf("driver %s set aside after failing %d times in a row: %v", e.Library, e.Crashes, e.Last)
}

// Unwrap returns what happened last.
func (e *SetAsideError) Unwrap() error { return e.Last }

// CallError says which native call failed and with which code, for logs and
// support. It wraps the error that a person can act on.
type CallError struct {
	Call string // such as C_Login
	Code uint   // a CKR_ value, or an SAR_ value of GM/T 0016
	Err  error
}

func (e *CallError) Error() string { return fmt.Sprintf("%v (%s 0x%X)", e.Err, e.Call, e.Code) }

// Unwrap returns the error to act on.
func (e *CallError) Unwrap() error { return e.Err }
