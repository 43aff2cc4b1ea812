package renew

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"fmt"
	"time"

	"ukey/token"
)

// Renewable tells whether a valid certificate can be renewed by its own key
// at now: nil, *ExpiredError, *NotYetValidError or token.ErrUnsupported.
func Renewable(c *token.Certificate, now time.Time) error {
	switch v := c.Validity(now, 0); v.Status {
	case token.Expired:
		return &ExpiredError{NotAfter: c.NotAfter, Days: -v.DaysLeft}
	case token.NotYetValid:
		return &NotYetValidError{NotBefore: c.NotBefore}
	}
	_, err := successor(c)
	return err
}

// successor is the algorithm of the pair that follows: the same, but nothing
// weaker than RSA-2048 or P-256.
func successor(c *token.Certificate) (token.Algorithm, error) {
	switch pub := c.Public.(type) {
	case *rsa.PublicKey:
		switch bits := pub.N.BitLen(); {
		case bits <= 2048:
			return token.RSA2048, nil
		case bits <= 3072:
			return token.RSA3072, nil
		default:
			return token.RSA4096, nil
		}
	case *ecdsa.PublicKey:
		switch pub.Curve {
		case elliptic.P256():
			return token.P256, nil
		case elliptic.P384():
			return token.P384, nil
		}
	}
	return "", fmt.Errorf("renew a key of the kind %s: %w", c.Algorithm(), token.ErrUnsupported)
}

// Begin plans the renewal of a signature certificate and, unless nil, of the
// encryption certificate beside it. The journal is written by Run.
func (s *Journals) Begin(id token.ID, ca string, signature, encryption *token.Certificate) (*Journal, error) {
	if err := Renewable(signature, s.clock()); err != nil {
		return nil, err
	}
	return s.plan(id, ca, signature, encryption)
}

// BeginCase is Begin for certificates that may have expired, once the CA has
// approved a case.
func (s *Journals) BeginCase(id token.ID, ca, number string, signature, encryption *token.Certificate) (*Journal, error) {
	j, err := s.plan(id, ca, signature, encryption)
	if err != nil {
		return nil, err
	}
	j.Enrolment, j.Case = ByCase, number
	return j, nil
}

func (s *Journals) plan(id token.ID, ca string, signature, encryption *token.Certificate) (*Journal, error) {
	algorithm, err := successor(signature)
	if err != nil {
		return nil, err
	}
	j := &Journal{
		Token: id, CA: ca, State: Planned, Algorithm: algorithm,
		OldSignature: pairOf(signature),
		Signature:    Pair{KeyID: newKeyID(), Label: signature.Label},
	}
	if encryption != nil {
		old := pairOf(encryption)
		j.OldEncryption = &old
		j.Encryption = &Pair{KeyID: newKeyID(), Label: encryption.Label}
	}
	s.begin(j)
	return j, nil
}

func pairOf(c *token.Certificate) Pair {
	return Pair{KeyID: c.ID, Label: c.Label, Certificate: c.DER}
}

// newKeyID is random, so that it meets no pair that is on the key.
func newKeyID() token.KeyID { return token.KeyID(random(16)) }
