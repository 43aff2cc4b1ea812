package app

import (
	"bytes"
	"crypto/x509"
	"errors"
	"time"

	"ukey/token"
)

// checkChains looks for the way from each certificate in force to its issuer.
// chain is what the CA sent of its own certificates.
func (a *App) checkChains(k *Key, chain []*x509.Certificate) []Check {
	var checks []Check
	for i := range k.Certificates {
		c := &k.Certificates[i]
		if c.Err != nil || c.IsCA || c.Superseded {
			continue
		}
		check := Check{Layer: LayerChain, Key: k, Certificate: c}
		check.Result, check.Finding, check.Err = a.chain(k, c, chain)
		checks = append(checks, check)
	}
	return checks
}

func (a *App) chain(k *Key, c *Certificate, chain []*x509.Certificate) (Result, Finding, error) {
	if a.trusted(k, c, chain) {
		return ResultOK, FoundChainTrusted, nil
	}
	issuers := k.issuersOf(c)
	switch {
	case len(token.Chain(issuers, c.Certificate)) > 1:
		return ResultOK, FoundChainOnToken, nil
	case len(issuers) > 0:
		return ResultFailed, FoundChainBroken, errNotSigned
	case a.CA.Roots != nil && len(chain) > 0: // else the CA has not told what lies between
		return ResultWarning, FoundChainOtherCA, nil
	default:
		return ResultSkipped, FoundChainUnknown, nil
	}
}

// errNotSigned: a certificate names an issuer that has not signed it.
var errNotSigned = errors.New("signature is not the issuer's")

// issuersOf are the certificates on the key that bear the name of the issuer.
func (k *Key) issuersOf(c *Certificate) (found []token.Certificate) {
	for i := range k.Certificates {
		issuer := &k.Certificates[i].Certificate
		if issuer.Err == nil && issuer.IsCA && bytes.Equal(issuer.Subject.Raw, c.Issuer.Raw) {
			found = append(found, *issuer)
		}
	}
	return found
}

// trusted tells whether the certificate leads to a root of the CA that is set
// up. When it ends is another question. crypto/x509 knows no SM2, and says no.
func (a *App) trusted(k *Key, c *Certificate, chain []*x509.Certificate) bool {
	if a.CA.Roots == nil {
		return false
	}
	leaf, err := x509.ParseCertificate(c.DER)
	if err != nil {
		return false
	}
	intermediates := x509.NewCertPool()
	for _, issuer := range chain {
		intermediates.AddCert(issuer)
	}
	for i := range k.Certificates {
		if issuer := &k.Certificates[i]; issuer.Err == nil && issuer.IsCA {
			if parsed, err := x509.ParseCertificate(issuer.DER); err == nil {
				intermediates.AddCert(parsed)
			}
		}
	}
	_, err = leaf.Verify(x509.VerifyOptions{
		Roots: a.CA.Roots, Intermediates: intermediates,
		CurrentTime: within(a.Clock(), leaf.NotBefore, leaf.NotAfter),
		KeyUsages:   []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	return err == nil
}

// within is t, or the end of the period that is nearer to it.
func within(t, from, until time.Time) time.Time {
	switch {
	case t.Before(from):
		return from
	case t.After(until):
		return until
	default:
		return t
	}
}
