package token

import (
	"crypto"
	"crypto/sha256"
	"math/big"
	"time"

	"github.com/emmansun/gmsm/smx509"
)

// Certificate is a certificate as it lies on a token. DER is always kept, also
// where it cannot be parsed; then Err is set and the fields below it hold what
// could still be made out, or nothing.
// A Certificate is a value to read, never to change.
type Certificate struct {
	ID    KeyID
	Label string
	DER   []byte
	// HasPrivateKey is set when a key with the certificate's ID is seen that
	// is, or may be, of its pair. Without a login many tokens hide private
	// keys; a public key of the same ID then stands for the pair.
	HasPrivateKey bool

	// Err says why DER cannot be read as an X.509 certificate.
	Err error

	Use       Use
	Subject   Name
	Issuer    Name
	Serial    *big.Int
	NotBefore time.Time // UTC
	NotAfter  time.Time // UTC
	// Public is *rsa.PublicKey or *ecdsa.PublicKey (with sm2's curve for
	// SM2), or nil if the algorithm is unknown.
	Public crypto.PublicKey
	// IsCA is set for a certificate that may issue others.
	IsCA bool
	// X509 is the parsed form, nil if Err is set.
	X509 *smx509.Certificate
}

// SHA256 is the fingerprint of the DER.
func (c *Certificate) SHA256() [sha256.Size]byte { return sha256.Sum256(c.DER) }

// Ref names the certificate's key pair.
func (c *Certificate) Ref() KeyRef { return KeyRef{ID: c.ID, Public: c.Public} }

// Use is what a certificate's key is for. China's dual-certificate system
// gives an organisation two: a signing pair whose key is born on the token,
// and an encryption pair whose key the key-management centre makes.
type Use string

// The uses.
const (
	Signature  Use = "signature"
	Encryption Use = "encryption"
	Both       Use = "both"
)

// Status is where a certificate stands in its life.
type Status string

// The states.
const (
	Valid       Status = "valid"
	Expiring    Status = "expiring"
	Expired     Status = "expired"
	NotYetValid Status = "not-yet-valid"
	Unreadable  Status = "unreadable"
)

// Validity is a certificate's state at one moment.
type Validity struct {
	Status Status
	// DaysLeft counts whole days until NotAfter: 0 on the last day. Once
	// expired it counts whole days since, negative, and the first as one.
	DaysLeft int
}

// Validity returns the state at now; a certificate that has at most warnDays
// left is Expiring. Both ends of the validity period belong to it (RFC 5280,
// 4.1.2.5).
func (c *Certificate) Validity(now time.Time, warnDays int) Validity {
	if c.Err != nil {
		return Validity{Status: Unreadable}
	}
	const day = 24 * time.Hour
	days := int(c.NotAfter.Sub(now) / day)
	switch {
	case now.After(c.NotAfter):
		return Validity{Expired, min(days, -1)}
	case now.Before(c.NotBefore):
		return Validity{NotYetValid, days}
	case days <= warnDays:
		return Validity{Expiring, days}
	default:
		return Validity{Valid, days}
	}
}
