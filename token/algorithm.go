package token

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"fmt"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// Algorithm names the kind of the public key and its size, such as RSA 2048,
// EC P-256 or SM2. It is "" if the certificate cannot be read.
func (c *Certificate) Algorithm() string {
	switch k := c.Public.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA %d", k.N.BitLen())
	case *ecdsa.PublicKey:
		if k.Curve == sm2.P256() {
			return "SM2"
		}
		return "EC " + k.Curve.Params().Name
	}
	if c.X509 == nil {
		return ""
	}
	if c.X509.PublicKeyAlgorithm != smx509.UnknownPublicKeyAlgorithm {
		return c.X509.PublicKeyAlgorithm.String()
	}
	spki := cryptobyte.String(c.X509.RawSubjectPublicKeyInfo)
	if !spki.ReadASN1(&spki, cbasn1.SEQUENCE) {
		return ""
	}
	return algorithmOID(spki)
}

// SignatureAlgorithm names the algorithm of the issuer's signature, such as
// SHA256-RSA or SM2-SM3, or its OID if it is unknown. It is "" if the
// certificate cannot be read.
func (c *Certificate) SignatureAlgorithm() string {
	if c.X509 == nil {
		return ""
	}
	if c.X509.SignatureAlgorithm != smx509.UnknownSignatureAlgorithm {
		return c.X509.SignatureAlgorithm.String()
	}
	parts, err := splitCertificate(c.DER)
	if err != nil {
		return ""
	}
	return algorithmOID(parts.algorithm)
}

// algorithmOID returns the dotted OID of an AlgorithmIdentifier.
func algorithmOID(s cryptobyte.String) string {
	var inner, oid cryptobyte.String
	if !s.ReadASN1(&inner, cbasn1.SEQUENCE) || !inner.ReadASN1(&oid, cbasn1.OBJECT_IDENTIFIER) {
		return ""
	}
	return dotted(oid)
}
