package softkey

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
	"time"

	"ukey/token"
)

// oidCreditCode is 组织机构代码 in China's certificate profile, where many CAs
// put the 统一社会信用代码.
var oidCreditCode = asn1.ObjectIdentifier{1, 2, 156, 10260, 4, 1, 4}

// Issuer is a certification authority in memory. It checks nothing, so that
// every odd certificate can be had.
type Issuer struct {
	key  *ecdsa.PrivateKey
	root *x509.Certificate
}

// NewIssuer makes an authority with a P-256 key and a self-signed root that is
// valid from ten years ago to ten years ahead.
func NewIssuer(commonName string) (*Issuer, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make issuer key: %w", err)
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber:          newSerial(),
		Subject:               pkix.Name{Country: []string{"CN"}, CommonName: commonName},
		NotBefore:             now.AddDate(-10, 0, 0),
		NotAfter:              now.AddDate(10, 0, 0),
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("issue root: %w", err)
	}
	root, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("issue root: %w", err)
	}
	return &Issuer{key: key, root: root}, nil
}

// Root is the authority's own certificate.
func (i *Issuer) Root() *x509.Certificate { return i.root }

// CertSpec is a certificate to be issued.
type CertSpec struct {
	Subject pkix.Name
	// RawSubject is a DER name that takes the place of Subject.
	RawSubject []byte
	// Use sets the key usage; none is set if it is empty.
	Use    token.Use
	Public crypto.PublicKey // *rsa.PublicKey or *ecdsa.PublicKey
	// NotBefore and NotAfter default to an hour ago and a year after that.
	NotBefore, NotAfter time.Time
	// CreditCode goes into extension 1.2.156.10260.4.1.4 unless it is empty.
	CreditCode      string
	ExtraExtensions []pkix.Extension
}

// Issue makes a certificate and returns its DER.
func (i *Issuer) Issue(spec CertSpec) ([]byte, error) {
	if spec.NotBefore.IsZero() {
		spec.NotBefore = time.Now().Add(-time.Hour)
	}
	if spec.NotAfter.IsZero() {
		spec.NotAfter = spec.NotBefore.AddDate(1, 0, 0)
	}
	template := &x509.Certificate{
		SerialNumber:    newSerial(),
		Subject:         spec.Subject,
		RawSubject:      spec.RawSubject,
		NotBefore:       spec.NotBefore,
		NotAfter:        spec.NotAfter,
		KeyUsage:        keyUsage(spec.Use, spec.Public),
		ExtraExtensions: spec.ExtraExtensions,
	}
	if spec.CreditCode != "" {
		value, err := asn1.MarshalWithParams(spec.CreditCode, "utf8")
		if err != nil {
			return nil, fmt.Errorf("encode credit code: %w", err)
		}
		extension := pkix.Extension{Id: oidCreditCode, Value: value}
		template.ExtraExtensions = append([]pkix.Extension{extension}, spec.ExtraExtensions...)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, i.root, spec.Public, i.key)
	if err != nil {
		return nil, fmt.Errorf("issue certificate: %w", err)
	}
	return der, nil
}

func keyUsage(use token.Use, public crypto.PublicKey) x509.KeyUsage {
	const signature = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	encryption := x509.KeyUsageKeyAgreement
	if _, ok := public.(*rsa.PublicKey); ok {
		encryption = x509.KeyUsageKeyEncipherment | x509.KeyUsageDataEncipherment
	}
	switch use {
	case token.Signature:
		return signature
	case token.Encryption:
		return encryption
	case token.Both:
		return signature | encryption
	default:
		return 0
	}
}

// newSerial is 127 random bits, positive as RFC 5280, 4.1.2.2 wants.
func newSerial() *big.Int {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[0] &= 0x7f
	return new(big.Int).SetBytes(b[:])
}
