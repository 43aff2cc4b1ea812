package wire

import (
	"context"
	"errors"

	"ukey/token"
)

// Failure is one error of a chain or tree of them, on the wire. A tree is a
// list in which each error is followed by those that it wraps.
type Failure struct {
	Kind FailureKind
	// Depth is how many errors lie around this one.
	Depth int
	// Text is what the error says, where its kind does not.
	Text string

	Code                     uint64 // as wide as it may be on either side
	Tries, Min, Max, Crashes int
	PUK                      bool
	State                    token.PINState
	Call, Path, Fault        string
}

// FailureKind is the type of an error, or its name if it has but one value.
type FailureKind string

// The types. A plain error keeps nothing but its text and what it wraps.
const (
	plain        FailureKind = ""
	pinIncorrect FailureKind = "PINIncorrectError"
	pinLocked    FailureKind = "PINLockedError"
	pinLength    FailureKind = "PINLengthError"
	libraryError FailureKind = "LibraryError"
	setAside     FailureKind = "SetAsideError"
	callError    FailureKind = "CallError"
)

// values are the errors that are told by identity.
var values = map[FailureKind]error{
	"ErrRemoved":        token.ErrRemoved,
	"ErrLastTry":        token.ErrLastTry,
	"ErrPINToBeChanged": token.ErrPINToBeChanged,
	"ErrPINRefused":     token.ErrPINRefused,
	"ErrFull":           token.ErrFull,
	"ErrReadOnly":       token.ErrReadOnly,
	"ErrUnsupported":    token.ErrUnsupported,
	"ErrKeyNotFound":    token.ErrKeyNotFound,
	"ErrEnvelope":       token.ErrEnvelope,
	"ErrCancelled":      token.ErrCancelled,
	"ErrDriverCrashed":  token.ErrDriverCrashed,
	"ErrDriverHung":     token.ErrDriverHung,
	"ErrDriver":         token.ErrDriver,
	"Canceled":          context.Canceled,
	"DeadlineExceeded":  context.DeadlineExceeded,
}

const (
	// mostFailures is how many errors of a tree are sent.
	mostFailures = 32
	// longestText is how much of an error's text is sent, in bytes.
	longestText = 4096
)

// failures takes an error apart. It is never empty for one that is not nil.
func failures(err error) []Failure {
	var list []Failure
	var add func(err error, depth int)
	add = func(err error, depth int) {
		if err == nil || len(list) == mostFailures {
			return
		}
		f, wrapped := failureOf(err)
		f.Depth = depth
		list = append(list, f)
		for _, w := range wrapped {
			add(w, depth+1)
		}
	}
	add(err, 0)
	return list
}

// failureOf describes one error and returns those that it wraps.
func failureOf(err error) (Failure, []error) {
	switch e := err.(type) { //nolint:errorlint // one layer at a time
	case *token.PINIncorrectError:
		return Failure{Kind: pinIncorrect, Tries: e.Tries, State: e.State, PUK: e.PUK}, nil
	case *token.PINLockedError:
		return Failure{Kind: pinLocked, PUK: e.PUK}, nil
	case *token.PINLengthError:
		return Failure{Kind: pinLength, Min: e.Min, Max: e.Max}, nil
	case *token.LibraryError:
		return Failure{Kind: libraryError, Path: e.Path, Fault: string(e.Fault), Text: cut(e.Detail)}, nil
	case *token.SetAsideError:
		return Failure{Kind: setAside, Path: e.Library, Crashes: e.Crashes}, []error{e.Last}
	case *token.CallError:
		return Failure{Kind: callError, Call: e.Call, Code: uint64(e.Code)}, []error{e.Err}
	}
	for kind, value := range values {
		if err == value { //nolint:errorlint // one layer at a time
			return Failure{Kind: kind}, nil
		}
	}
	f := Failure{Kind: plain, Text: cut(err.Error())}
	switch e := err.(type) { //nolint:errorlint // one layer at a time
	case interface{ Unwrap() error }:
		return f, []error{e.Unwrap()}
	case interface{ Unwrap() []error }:
		return f, e.Unwrap()
	default:
		return f, nil
	}
}

func cut(s string) string { return s[:min(len(s), longestText)] }

// failed puts an error together again. What is not understood of it becomes a
// plain error; whatever the list says, it is an error.
func failed(list []Failure) error {
	if len(list) == 0 || len(list) > mostFailures {
		return errors.New("failure without a reason")
	}
	_, err := assemble(list)
	return err
}

// assemble makes the first error of a list, with those that follow it more
// deeply inside, and returns it with the rest of the list.
func assemble(list []Failure) ([]Failure, error) {
	f, rest := list[0], list[1:]
	var wrapped []error
	for len(rest) > 0 && rest[0].Depth > f.Depth {
		var w error
		rest, w = assemble(rest)
		wrapped = append(wrapped, w)
	}
	return rest, f.around(wrapped)
}

// around makes the error that f describes.
func (f Failure) around(wrapped []error) error {
	switch f.Kind {
	case pinIncorrect:
		return &token.PINIncorrectError{Tries: f.Tries, State: f.State, PUK: f.PUK}
	case pinLocked:
		return &token.PINLockedError{PUK: f.PUK}
	case pinLength:
		return &token.PINLengthError{Min: f.Min, Max: f.Max}
	case libraryError:
		return &token.LibraryError{Path: f.Path, Fault: token.LibraryFault(f.Fault), Detail: f.Text}
	case setAside:
		return &token.SetAsideError{Library: f.Path, Crashes: f.Crashes, Last: first(wrapped)}
	case callError:
		return &token.CallError{Call: f.Call, Code: uint(f.Code), Err: first(wrapped)}
	}
	if value, ok := values[f.Kind]; ok {
		return value
	}
	return &remoteError{f.Text, wrapped}
}

// first returns the error that was wrapped, and one that says little if none
// came.
func first(wrapped []error) error {
	if len(wrapped) == 0 {
		return token.ErrDriver
	}
	return wrapped[0]
}

// remoteError is an error of the other process that has no type here.
type remoteError struct {
	text    string
	wrapped []error
}

func (e *remoteError) Error() string { return e.text }

// Unwrap returns what the error wrapped over there.
func (e *remoteError) Unwrap() []error { return e.wrapped }
