package token

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/emmansun/gmsm/smx509"
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// ParseCertificate reads a certificate as it was found on a token. It never
// fails: what cannot be read as X.509 comes back with its Err, an
// *[UnreadableError], its DER,
// and whatever names, serial number and dates could still be made out.
//
// Certificates of Chinese authorities break rules that strict parsers insist
// on: Chinese text in a PrintableString, negative serial numbers. These are
// read all the same, and X509 then holds the certificate's own bytes.
//
// Bytes behind the certificate, with which some tokens fill up their files, do
// not belong to it and are cut off. The caller sets ID, Label and
// HasPrivateKey.
func ParseCertificate(der []byte) Certificate {
	der = bytes.Clone(withoutFilling(der))
	c := Certificate{DER: der}

	parts, splitErr := splitCertificate(der)
	if splitErr == nil {
		c.Subject, c.Issuer = parseName(parts.subject), parseName(parts.issuer)
		c.Serial = parts.serial
		c.NotBefore, c.NotAfter = parts.notBefore, parts.notAfter
	}

	parsed, err := parseStrict(der)
	if err != nil && splitErr == nil {
		if repaired := parseRepaired(der, parts, c.Subject, c.Issuer); repaired != nil {
			parsed, err = repaired, nil
		}
	}
	if err != nil {
		c.Err = unreadable(der, splitErr, err)
		return c
	}

	c.X509 = parsed
	c.Use = useOf(parsed.KeyUsage)
	c.NotBefore, c.NotAfter = parsed.NotBefore.UTC(), parsed.NotAfter.UTC()
	c.Public = knownKey(parsed.PublicKey)
	c.IsCA = parsed.BasicConstraintsValid && parsed.IsCA
	return c
}

// parseStrict is smx509's parser, with a promise not to panic: the bytes come
// from outside, and a program that manages keys has to survive all of them.
func parseStrict(der []byte) (c *smx509.Certificate, err error) {
	defer func() {
		if r := recover(); r != nil {
			c, err = nil, fmt.Errorf("parser gave up: %v", r)
		}
	}()
	if len(der) == 0 {
		return nil, errors.New("empty")
	}
	return smx509.ParseCertificate(der)
}

// withoutFilling returns the certificate without what lies behind it, which is
// zeros, 0xFF or the rest of a longer certificate that was there before.
func withoutFilling(der []byte) []byte {
	s := cryptobyte.String(der)
	var element cryptobyte.String
	if !s.ReadASN1Element(&element, cbasn1.SEQUENCE) {
		return der
	}
	return element
}

// certificateParts are the fields of a TBSCertificate (RFC 5280, 4.1) as they
// lie in the DER.
type certificateParts struct {
	tbs       []byte // the whole element
	version   []byte // the [0] element, may be empty
	serial    *big.Int
	algorithm []byte
	issuer    []byte
	validity  []byte
	subject   []byte
	rest      []byte // public key and extensions
	trailer   []byte // signature algorithm and signature

	notBefore, notAfter time.Time
}

func splitCertificate(der []byte) (certificateParts, error) {
	var p certificateParts
	var body, tbs cryptobyte.String
	s := cryptobyte.String(der)
	if !s.ReadASN1(&body, cbasn1.SEQUENCE) || !body.ReadASN1Element((*cryptobyte.String)(&p.tbs), cbasn1.SEQUENCE) {
		return p, errors.New("not a certificate")
	}
	p.trailer = body
	inner := cryptobyte.String(p.tbs)
	if !inner.ReadASN1(&tbs, cbasn1.SEQUENCE) {
		return p, errors.New("not a certificate")
	}
	version := cbasn1.Tag(0).Constructed().ContextSpecific()
	if tbs.PeekASN1Tag(version) && !tbs.ReadASN1Element((*cryptobyte.String)(&p.version), version) {
		return p, errors.New("malformed version")
	}
	var serial cryptobyte.String
	if !tbs.ReadASN1(&serial, cbasn1.INTEGER) {
		return p, errors.New("malformed serial number")
	}
	// Read as unsigned: a number with its top bit set was meant so by an
	// authority that forgot the leading zero.
	p.serial = new(big.Int).SetBytes(serial)
	if !tbs.ReadASN1Element((*cryptobyte.String)(&p.algorithm), cbasn1.SEQUENCE) ||
		!tbs.ReadASN1Element((*cryptobyte.String)(&p.issuer), cbasn1.SEQUENCE) ||
		!tbs.ReadASN1Element((*cryptobyte.String)(&p.validity), cbasn1.SEQUENCE) ||
		!tbs.ReadASN1Element((*cryptobyte.String)(&p.subject), cbasn1.SEQUENCE) {
		return p, errors.New("malformed names or validity")
	}
	p.rest = tbs
	// Dates that cannot be read stay zero; the strict parser decides whether
	// the certificate can do without.
	var dates struct{ NotBefore, NotAfter time.Time }
	if _, err := asn1.Unmarshal(p.validity, &dates); err == nil {
		p.notBefore, p.notAfter = dates.NotBefore.UTC(), dates.NotAfter.UTC()
	}
	return p, nil
}

// parseRepaired parses a copy whose names are UTF8Strings and whose serial
// number is positive, then puts the certificate's own bytes back, so that a
// signature over them still verifies. It returns nil if that does not help.
func parseRepaired(der []byte, p certificateParts, subject, issuer Name) *smx509.Certificate {
	var b cryptobyte.Builder
	b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddBytes(p.version)
			b.AddASN1BigInt(p.serial)
			b.AddBytes(p.algorithm)
			issuer.encode(b)
			b.AddBytes(p.validity)
			subject.encode(b)
			b.AddBytes(p.rest)
		})
		b.AddBytes(p.trailer)
	})
	repaired, err := b.Bytes()
	if err != nil {
		return nil
	}
	c, err := parseStrict(repaired)
	if err != nil {
		return nil
	}
	c.Raw, c.RawTBSCertificate = der, p.tbs
	c.RawSubject, c.RawIssuer = p.subject, p.issuer
	return c
}

// useOf tells the two certificates of a dual-certificate pair apart. A
// certificate without key usage may be used for anything (RFC 5280, 4.2.1.3).
func useOf(u smx509.KeyUsage) Use {
	const (
		sign = smx509.KeyUsageDigitalSignature | smx509.KeyUsageContentCommitment |
			smx509.KeyUsageCertSign | smx509.KeyUsageCRLSign
		encrypt = smx509.KeyUsageKeyEncipherment | smx509.KeyUsageDataEncipherment | smx509.KeyUsageKeyAgreement
	)
	switch signs, encrypts := u&sign != 0, u&encrypt != 0; {
	case signs && !encrypts:
		return Signature
	case encrypts && !signs:
		return Encryption
	default:
		return Both
	}
}

// knownKey narrows a public key to the kinds that Certificate.Public promises.
func knownKey(k any) crypto.PublicKey {
	switch k := k.(type) {
	case *rsa.PublicKey:
		return k
	case *ecdsa.PublicKey:
		return k
	default:
		return nil
	}
}
