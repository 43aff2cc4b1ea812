package token

import "bytes"

// longestChain is more than any authority has.
const longestChain = 8

// Chain returns leaf and the certificates above it, as far as they are among
// certs: its issuer, that one's issuer, up to a root. An issuer counts if it
// may issue and its signature verifies, SM2 signatures too. Validity is another
// question, and so is trust: anybody can put a root on a key.
func Chain(certs []Certificate, leaf Certificate) []Certificate {
	chain := []Certificate{leaf}
	for len(chain) < longestChain {
		last := &chain[len(chain)-1]
		issuer, ok := issuerOf(certs, last)
		if !ok || contains(chain, issuer) {
			break
		}
		chain = append(chain, issuer)
	}
	return chain
}

func issuerOf(certs []Certificate, c *Certificate) (Certificate, bool) {
	if c.X509 == nil {
		return Certificate{}, false
	}
	for _, candidate := range certs {
		if candidate.X509 != nil && candidate.IsCA && bytes.Equal(candidate.Subject.Raw, c.Issuer.Raw) &&
			signed(&candidate, c) {
			return candidate, true
		}
	}
	return Certificate{}, false
}

// signed says whether the signature on c is that of issuer. Like parseStrict it
// survives whatever a certificate holds.
func signed(issuer, c *Certificate) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	return c.X509.CheckSignatureFrom(issuer.X509) == nil
}

func contains(chain []Certificate, c Certificate) bool {
	for i := range chain {
		if bytes.Equal(chain[i].DER, c.DER) {
			return true
		}
	}
	return false
}
