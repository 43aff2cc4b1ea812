package tokentest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"ukey/token"
)

// Saboteur stands between a driver and its key: it counts the native calls
// and has them fail. softkey.Store is one.
type Saboteur interface {
	// Calls are the names of all calls since ResetCalls.
	Calls() ([]string, error)
	ResetCalls() error
	// Fail has the nth call of that name, or of any name ("*"), answer rv
	// without being carried out.
	Fail(call string, nth int, rv uint) error
	// UnplugDuring and UnplugAfter pull the key out as that call begins, or
	// before its answer arrives.
	UnplugDuring(call string, nth int) error
	UnplugAfter(call string, nth int) error
	// ReplugDuring pulls it out and puts it back as that call begins.
	ReplugDuring(call string, nth int) error
	// Crash and Hang have the process abort in that call, or stay in it.
	Crash(call string, nth int) error
	Hang(call string, nth int) error
	ClearFaults() error
	// OpenSessions counts the sessions of all processes.
	OpenSessions() (int, error)
}

// Fault is something that can befall any call.
type Fault struct {
	Name string
	// Strike has it befall the nth call from now on.
	Strike func(s Saboteur, nth int) error
	// Lasting is set where the driver cannot tidy up, since the token or the
	// process is gone: what was made until then stays.
	Lasting bool
}

// anyCall is a call of whatever name.
const anyCall = "*"

// Failures are answers of the library that say little: the general ones, and
// those by which a removal shows.
func Failures() []Fault {
	codes := []struct {
		name string
		rv   uint
	}{
		{"GENERAL_ERROR", 0x05},
		{"FUNCTION_FAILED", 0x06},
		{"HOST_MEMORY", 0x02},
		{"DEVICE_ERROR", 0x30},
		{"DEVICE_REMOVED", 0x32},
		{"SESSION_HANDLE_INVALID", 0xB3},
		{"FUNCTION_NOT_SUPPORTED", 0x54},
	}
	faults := make([]Fault, 0, len(codes))
	for _, c := range codes {
		faults = append(faults, Fault{Name: c.name, Strike: func(s Saboteur, nth int) error {
			return s.Fail(anyCall, nth, c.rv)
		}})
	}
	return faults
}

// Removals pull the key out of the call.
func Removals() []Fault {
	return []Fault{
		{"removal in the call", func(s Saboteur, nth int) error { return s.UnplugDuring(anyCall, nth) }, true},
		{"replug in the call", func(s Saboteur, nth int) error { return s.ReplugDuring(anyCall, nth) }, true},
		{"removal before the answer", func(s Saboteur, nth int) error { return s.UnplugAfter(anyCall, nth) }, true},
	}
}

// Crashes and hangs are for drivers that run the library in another process.

// Crash ends that process in the call.
func Crash() Fault {
	return Fault{"crash", func(s Saboteur, nth int) error { return s.Crash(anyCall, nth) }, true}
}

// Hang keeps it there for ever.
func Hang() Fault {
	return Fault{"hang", func(s Saboteur, nth int) error { return s.Hang(anyCall, nth) }, true}
}

// RunFaults has every native call of every operation suffer each of the
// faults, one at a time. After each the driver must have told what happened by
// one of the errors of package token, must have left no session open and
// nothing half-made on the key, and must do the same operation right the next
// time.
func RunFaults(t *testing.T, newKey func(t *testing.T, algorithm token.Algorithm) (Key, Saboteur), faults ...Fault) {
	t.Helper()
	for _, algorithm := range []token.Algorithm{token.P256, token.RSA2048} {
		t.Run(string(algorithm), func(t *testing.T) {
			t.Parallel()
			made, saboteur := newKey(t, algorithm)
			k := key{made, algorithm}
			all := operations(t, k)
			if algorithm == token.RSA2048 {
				// Its keys take long to make, and only opening an envelope
				// differs in the calls that it makes.
				all = []operation{k.importKey(t)}
			}
			points := 0
			for _, op := range all {
				t.Run(op.name, func(t *testing.T) {
					for _, f := range faults {
						points += sabotage{k, saboteur, op, f}.everywhere(t)
					}
				})
			}
			t.Logf("%d points tried", points)
		})
	}
}

// sabotage is one operation under one kind of fault.
type sabotage struct {
	key
	Saboteur
	op    operation
	fault Fault
}

// everywhere strikes the first call, the second, and so on, until the
// operation is through before its call comes. It returns how many were struck.
func (s sabotage) everywhere(t *testing.T) int {
	t.Helper()
	ctx := t.Context()
	must(t, s.op.undo(ctx))
	before, err := s.Hand.Objects()
	must(t, err)
	for nth := 1; ; nth++ {
		if s.op.prepare != nil {
			must(t, s.op.prepare(ctx))
		}
		prepared, err := s.Hand.Objects()
		must(t, err)
		must(t, s.ResetCalls())
		must(t, s.fault.Strike(s.Saboteur, nth))
		err = s.op.run(ctx)
		calls, callsErr := s.Calls()
		must(t, callsErr)
		must(t, s.ClearFaults())
		if len(calls) < nth {
			must(t, err)
			must(t, s.op.undo(ctx))
			return nth - 1
		}
		at := place{s.fault.Name, calls[nth-1], nth}
		s.wantAnswer(t, at, err, calls)
		must(t, s.Hand.Plug())
		s.wantNothingLeft(t, at, err, prepared)
		s.wantWorks(t, at, err)
		if after, err := s.Hand.Objects(); err != nil || after != before {
			t.Fatalf("%v: %d objects on the key in the end, not %d (%v)", at, after, before, err)
		}
		if t.Failed() {
			return nth
		}
	}
}

// place says where a fault struck.
type place struct {
	fault, call string
	nth         int
}

// wantAnswer claims that an operation failed in a way that a person can act on,
// or not at all.
func (s sabotage) wantAnswer(t *testing.T, at place, err error, calls []string) {
	t.Helper()
	if err != nil && !typed(err) {
		t.Errorf("%v: error says nothing: %v", at, err)
	}
	if errors.As(err, new(*token.PINIncorrectError)) || errors.As(err, new(*token.PINLockedError)) {
		t.Errorf("%v: the PIN is blamed: %v", at, err)
	}
	tries := 0
	for _, call := range calls {
		if call == "C_Login" || call == "C_SetPIN" {
			tries++
		}
	}
	if tries > 1 {
		t.Errorf("%v: a PIN was tried %d times", at, tries)
	}
	eventually(t, "end of all sessions", func() bool {
		open, err := s.OpenSessions()
		must(t, err)
		return open == 0
	})
}

// wantNothingLeft claims that an operation that failed has changed nothing.
func (s sabotage) wantNothingLeft(t *testing.T, at place, err error, prepared int) {
	t.Helper()
	if err == nil || s.op.partial || s.fault.Lasting {
		return
	}
	if now, err := s.Hand.Objects(); err != nil || now != prepared {
		t.Errorf("%v: %d objects on the key, not %d (%v)", at, now, prepared, err)
	}
	if s.op.untouched == nil {
		return
	}
	if err := s.op.untouched(t.Context()); err != nil {
		t.Errorf("%v: the key was changed: %v", at, err)
	}
}

// wantWorks claims that the operation can be done now, and that what it leaves
// can be undone.
func (s sabotage) wantWorks(t *testing.T, at place, err error) {
	t.Helper()
	ctx := t.Context()
	again := []func(context.Context) error{s.op.run, s.op.undo}
	if err == nil || s.op.uncertain {
		again = slices.Insert(again, 0, s.op.undo)
		if s.op.prepare != nil {
			again = slices.Insert(again, 1, s.op.prepare)
		}
	}
	for step, do := range again {
		if next := do(ctx); next != nil {
			t.Errorf("%v ended with %v; then step %d of doing it again: %v", at, err, step, next)
		}
	}
}

// typed says whether an error is one of package token's.
func typed(err error) bool {
	for _, kind := range []error{
		token.ErrRemoved, token.ErrLastTry, token.ErrPINToBeChanged, token.ErrPINRefused, token.ErrFull,
		token.ErrReadOnly, token.ErrUnsupported, token.ErrKeyNotFound, token.ErrCancelled, token.ErrEnvelope,
		token.ErrDriverCrashed, token.ErrDriverHung, token.ErrDriver,
	} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}
