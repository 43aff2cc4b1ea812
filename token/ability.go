package token

// PSSProber is a crypto.Signer that knows whether it can make RSA-PSS
// signatures (RFC 8017, 8.1), which TLS 1.3 asks for, without making one.
type PSSProber interface {
	SupportsPSS() bool
}
