package main

import (
	"fmt"
	"math/big"
	"strings"

	"ukey/app"
)

// found is a certificate and the key that it is on.
type found struct {
	key         *app.Key
	certificate *app.Certificate
}

// noCertificateError: nothing on the keys goes by that name.
type noCertificateError struct{ name string }

func (e *noCertificateError) Error() string { return fmt.Sprintf("no certificate %q", e.name) }

// ambiguousCertificateError: several certificates go by that name.
type ambiguousCertificateError struct {
	name string
	all  []found
}

func (e *ambiguousCertificateError) Error() string {
	return fmt.Sprintf("%d certificates go by %q", len(e.all), e.name)
}

// minPrefix is how many hex digits of a SHA-256 a person has to type: few
// enough to be read out, enough not to be a short CKA_ID by chance.
const minPrefix = 6

// findCertificate finds a certificate by its CKA_ID in hex, its label, its
// serial number in hex or decimal, or the beginning of its SHA-256 in hex.
// Colons and spaces between hex digits do not matter. A whole name is
// preferred to the beginning of one.
func findCertificate(s *app.Snapshot, name string) (found, error) {
	for _, fits := range []func(*app.Certificate, string) bool{isNamed, hasFingerprint} {
		var all []found
		for i := range s.Keys {
			k := &s.Keys[i]
			for j := range k.Certificates {
				if c := &k.Certificates[j]; fits(c, name) {
					all = append(all, found{k, c})
				}
			}
		}
		switch len(all) {
		case 0:
		case 1:
			return all[0], nil
		default:
			return found{}, &ambiguousCertificateError{name, all}
		}
	}
	return found{}, &noCertificateError{name}
}

// holderNamed is whom a certificate on the key names; empty if none is asked for.
func holderNamed(k *app.Key, name string) (app.HolderID, error) {
	if name == "" {
		return "", nil
	}
	f, err := findCertificate(&app.Snapshot{Keys: []app.Key{*k}}, name)
	if err != nil {
		return "", err
	}
	return f.certificate.Holder(), nil
}

func isNamed(c *app.Certificate, name string) bool {
	if name == "" {
		return false
	}
	if name == c.Label || hexDigits(name) == c.ID.String() {
		return true
	}
	if c.Serial == nil {
		return false
	}
	byHex, ok := new(big.Int).SetString(hexDigits(name), 16)
	if ok && byHex.Cmp(c.Serial) == 0 {
		return true
	}
	byDecimal, ok := new(big.Int).SetString(name, 10)
	return ok && byDecimal.Cmp(c.Serial) == 0
}

func hasFingerprint(c *app.Certificate, name string) bool {
	prefix := hexDigits(name)
	return len(prefix) >= minPrefix && strings.HasPrefix(fmt.Sprintf("%x", c.SHA256()), prefix)
}

// hexDigits brings hex into the form that it is compared in.
func hexDigits(s string) string {
	return strings.ToLower(strings.NewReplacer(":", "", " ", "").Replace(s))
}
