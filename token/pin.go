package token

import (
	"crypto/subtle"
	"fmt"
	"io"
	"log/slog"
)

// PIN holds a PIN so that it cannot be printed, logged or encoded by accident,
// and can be wiped. The bytes lie behind two pointers: fmt, which cannot call
// the methods of a PIN in a private field, follows one of them for a verb that
// does not fit, and none beyond it.
//
// What cannot be wiped: copies that a library behind the driver makes, and the
// text of the entry field that it was typed into.
type PIN struct{ secret **[]byte }

// masked is what every way of printing shows; its length says nothing.
const masked = "******"

// NewPIN takes ownership of b.
func NewPIN(b []byte) *PIN {
	p := &b
	return &PIN{secret: &p}
}

// Bytes returns the PIN itself, not a copy. It is nil after Wipe and for a
// nil PIN.
func (p *PIN) Bytes() []byte {
	if p == nil || p.secret == nil {
		return nil
	}
	return **p.secret
}

// Len is the length in bytes, which is what tokens count.
func (p *PIN) Len() int { return len(p.Bytes()) }

// Equal compares in constant time.
func (p *PIN) Equal(q *PIN) bool { return subtle.ConstantTimeCompare(p.Bytes(), q.Bytes()) == 1 }

// Wipe overwrites the PIN with zeros and forgets it. It is safe on nil and
// may be called more than once.
func (p *PIN) Wipe() {
	clear(p.Bytes())
	if p != nil {
		p.secret = nil
	}
}

// String returns a mask.
func (PIN) String() string { return masked }

// GoString returns a mask.
func (PIN) GoString() string { return masked }

// Format prints a mask for every verb.
func (PIN) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, masked) }

// LogValue returns a mask.
func (PIN) LogValue() slog.Value { return slog.StringValue(masked) }

// MarshalText returns a mask.
func (PIN) MarshalText() ([]byte, error) { return []byte(masked), nil }

// PINState says how close the user PIN is to being locked.
type PINState string

// The states.
const (
	PINOK      PINState = "ok"
	PINLow     PINState = "low"   // wrong at least once since it was last right
	PINFinal   PINState = "final" // one try left
	PINLocked  PINState = "locked"
	PINUnknown PINState = "unknown" // the token does not say
)

// UnknownTries stands for a number of tries that the token does not tell.
const UnknownTries = -1

// PINStatus is what a token says of its user PIN. Flags of real tokens are
// unreliable, so PINUnknown is an honest answer.
type PINStatus struct {
	State PINState
	// Tries is how many are left, or UnknownTries.
	Tries int
	// Min and Max are the lengths in bytes that the token takes. 0 means
	// unknown.
	Min, Max int
	// ToBeChanged is set when the token wants a new PIN before anything else
	// (CKF_USER_PIN_TO_BE_CHANGED).
	ToBeChanged bool
}

// Check says whether a new PIN of that length can be taken: nil or a
// *PINLengthError.
func (s PINStatus) Check(p *PIN) error {
	if p.Len() < s.Min || (s.Max > 0 && p.Len() > s.Max) {
		return &PINLengthError{Min: s.Min, Max: s.Max}
	}
	return nil
}
