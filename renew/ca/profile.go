package ca

import (
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"time"
)

// Profile is what a certificate is for.
type Profile string

// The profiles: the two certificates that China's dual-certificate system
// gives an organisation.
const (
	// Sign: digital signatures, and TLS client authentication with them.
	Sign Profile = "sign"
	// Encrypt: decryption with an RSA key, key agreement with an EC key.
	Encrypt Profile = "encrypt"
)

// ParseProfile reads a profile's name.
func ParseProfile(name string) (Profile, error) {
	switch p := Profile(name); p {
	case Sign, Encrypt:
		return p, nil
	default:
		return "", fmt.Errorf("unknown profile %q: want %q or %q", name, Sign, Encrypt)
	}
}

// Validity is when a certificate is valid, both ends included, to the second.
// A zero end means the CA's default: from a few minutes ago, for a year.
type Validity struct{ NotBefore, NotAfter time.Time }

// The defaults.
const (
	// clockSkew is how far a client's clock may be behind ours without our
	// certificate looking as if it were from the future.
	clockSkew = 5 * time.Minute
	yearsLong = 1
)

// complete fills in the defaults and refuses what the CA cannot vouch for. A
// validity of which only an end in the past is given begins a year before it.
func (v Validity) complete(now time.Time, issuing *x509.Certificate) (Validity, error) {
	if v.NotBefore.IsZero() {
		v.NotBefore = now.Add(-clockSkew)
		if !v.NotAfter.IsZero() && v.NotAfter.Before(v.NotBefore) {
			v.NotBefore = v.NotAfter.AddDate(-yearsLong, 0, 0)
		}
	}
	if v.NotAfter.IsZero() {
		v.NotAfter = earliest(latest(v.NotBefore, now).AddDate(yearsLong, 0, 0), issuing.NotAfter)
	}
	v.NotBefore = v.NotBefore.UTC().Truncate(time.Second)
	v.NotAfter = v.NotAfter.UTC().Truncate(time.Second)
	switch {
	case v.NotAfter.Before(v.NotBefore):
		return v, fmt.Errorf("validity ends at %s, before it begins at %s", stamp(v.NotAfter), stamp(v.NotBefore))
	case v.NotBefore.Before(issuing.NotBefore), v.NotAfter.After(issuing.NotAfter):
		return v, fmt.Errorf("validity %s to %s exceeds the issuing CA's, %s to %s",
			stamp(v.NotBefore), stamp(v.NotAfter), stamp(issuing.NotBefore), stamp(issuing.NotAfter))
	}
	return v, nil
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// template makes what a certificate of this profile looks like. The identity
// goes in byte for byte.
func (p Profile) template(id identity, public crypto.PublicKey, v Validity) (*x509.Certificate, error) {
	serial, err := newSerial()
	if err != nil {
		return nil, err
	}
	ski, err := subjectKeyID(public)
	if err != nil {
		return nil, err
	}
	t := &x509.Certificate{
		SerialNumber:          serial,
		RawSubject:            id.name,
		ExtraExtensions:       id.extensions(),
		NotBefore:             v.NotBefore,
		NotAfter:              v.NotAfter,
		SignatureAlgorithm:    x509.SHA256WithRSA,
		SubjectKeyId:          ski,
		BasicConstraintsValid: true,
	}
	switch {
	case p == Sign:
		t.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
		t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageEmailProtection}
	case p == Encrypt && isRSA(public):
		t.KeyUsage = x509.KeyUsageKeyEncipherment | x509.KeyUsageDataEncipherment
	case p == Encrypt:
		t.KeyUsage = x509.KeyUsageKeyAgreement
	default:
		return nil, fmt.Errorf("unknown profile %q", p)
	}
	return t, nil
}

// subjectKeyID is the first 160 bits of the SHA-256 of the public key's bits
// (RFC 7093, section 2, method 1).
func subjectKeyID(public crypto.PublicKey) ([]byte, error) {
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return nil, fmt.Errorf("encode public key: %w", err)
	}
	bits, err := publicKeyBits(der)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(bits)
	return sum[:20], nil
}

// publicKeyBits is the key in a SubjectPublicKeyInfo, without its algorithm.
func publicKeyBits(spki []byte) ([]byte, error) {
	var parsed struct {
		Algorithm pkix.AlgorithmIdentifier
		Key       asn1.BitString
	}
	if _, err := asn1.Unmarshal(spki, &parsed); err != nil {
		return nil, fmt.Errorf("read public key: %w", err)
	}
	return parsed.Key.RightAlign(), nil
}
