package est

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
)

// oidSubjectAltName is the one extension that re-enrolment must repeat
// (RFC 7030, 4.2.2; RFC 5280, 4.2.1.6).
var oidSubjectAltName = asn1.ObjectIdentifier{2, 5, 29, 17}

// NewCSR returns a PKCS#10 request in DER that asks for a certificate like an
// old one, for the signer's key. Subject and subjectAltName are those of the
// old certificate byte for byte: encoded anew they would be other names to a
// CA that compares bytes, as Chinese names in odd string types are. Other
// extensions are the CA's own business and left out. Of the old certificate
// only RawSubject and Extensions are read.
//
// The signer may be a key on a token and signs once, with SHA-256. Its
// signature is verified before the request is returned (crypto/x509 does so).
func NewCSR(old *x509.Certificate, signer crypto.Signer) ([]byte, error) {
	template := &x509.CertificateRequest{RawSubject: old.RawSubject}
	switch pub := signer.Public().(type) {
	case *rsa.PublicKey:
		template.SignatureAlgorithm = x509.SHA256WithRSA
	case *ecdsa.PublicKey:
		template.SignatureAlgorithm = x509.ECDSAWithSHA256
	default:
		return nil, fmt.Errorf("est: no request for a key of type %T", pub)
	}
	for _, ext := range old.Extensions {
		if ext.Id.Equal(oidSubjectAltName) {
			template.ExtraExtensions = append(template.ExtraExtensions, ext)
		}
	}
	der, err := x509.CreateCertificateRequest(rand.Reader, template, signer)
	if err != nil {
		return nil, fmt.Errorf("est: request: %w", err)
	}
	return der, nil
}
