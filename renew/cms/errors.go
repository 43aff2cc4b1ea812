package cms

import "errors"

// MaxSize is the largest message, in bytes, that this package reads.
const MaxSize = 1 << 20

// Errors that a caller may want to tell apart.
var (
	// ErrTooLarge: the message is longer than MaxSize.
	ErrTooLarge = errors.New("cms: message too large")
	// ErrMalformed: the bytes are not a CMS message of the expected kind.
	ErrMalformed = errors.New("cms: malformed message")
	// ErrUnsupported: a key or an algorithm that this package does not know
	// or does not trust any more.
	ErrUnsupported = errors.New("cms: unsupported key or algorithm")
	// ErrSignature: the signature does not fit content and certificate.
	ErrSignature = errors.New("cms: wrong signature")
	// ErrNotForKey: no part of the message is meant for the certificate.
	ErrNotForKey = errors.New("cms: message is for another key")
	// ErrDecrypt: the message does not open. It is one error for all causes,
	// so that an answer made from it tells an attacker nothing about padding.
	ErrDecrypt = errors.New("cms: message does not open")
)
