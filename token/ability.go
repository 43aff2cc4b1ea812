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
