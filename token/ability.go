package token

import "context"

// PSSProber is a crypto.Signer that knows whether it can make RSA-PSS
// signatures (RFC 8017, 8.1), which TLS 1.3 asks for, without making one.
type PSSProber interface {
	SupportsPSS() bool
}

// Unblocker is a Driver that can give a token a new user PIN when the old one
// is locked or forgotten.
type Unblocker interface {
	// UnblockPIN sets the user PIN with the PUK, which PKCS#11 calls the SO
	// PIN (C_InitPIN, 2.40, 5.5). It spends one try of the PUK if that is
	// wrong: *PINIncorrectError and *PINLockedError with PUK set. The new PIN
	// is checked as in ChangePIN. ErrUnsupported if the token refuses.
	UnblockPIN(ctx context.Context, id ID, puk Auth, new *PIN) error
}

// Retrier is a Driver that is set aside when its library keeps failing.
type Retrier interface {
	// Retry ends that: the next call asks the library again.
	Retry()
}

// SlotLister is a Driver that can tell of the slots behind its tokens, for
// those who look for the reason why there is no token.
type SlotLister interface {
	// Slots lists all slots, also empty ones, in the library's order.
	Slots(ctx context.Context) ([]Slot, error)
}

// Slot is a place for a token: a reader, or a key that is a reader of itself.
type Slot struct {
	Number      uint
	Description string // CK_SLOT_INFO.slotDescription, trimmed
	// Occupied is set when something lies in the slot.
	Occupied bool
	// Initialised is set when that is a token that has been initialised, as
	// those have that Driver.Tokens lists.
	Initialised bool
	// Fault says why the slot, or what lies in it, cannot be read, for
	// support; empty if it can.
	Fault string
}
