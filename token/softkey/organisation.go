package softkey

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509/pkix"
	"fmt"
	"time"

	"ukey/token"
)

// The organisation on a token whose OrgSpec names none.
const (
	ExampleName       = "深圳市示例科技有限公司"
	ExampleCreditCode = "91440300MA5EXAMP0C"
)

// The CKA_IDs of the pairs that AddOrganisation makes.
const (
	SigningID    = "\x01"
	EncryptionID = "\x02"
)

// OrgSpec is an organisation's key as a CA hands it out: a signing pair and an
// encryption pair, a certificate on each.
type OrgSpec struct {
	Label      string // of the token; default "UKey"
	PIN, SOPIN string // as in TokenSpec
	Name       string // O and CN; default ExampleName
	CreditCode string // default ExampleCreditCode
	Algorithm  string // "rsa" (2048 bits, the default) or "p256"
	// NotBefore and NotAfter are as in CertSpec.
	NotBefore, NotAfter time.Time
}

func (o OrgSpec) withDefaults() OrgSpec {
	if o.Label == "" {
		o.Label = "UKey"
	}
	if o.Name == "" {
		o.Name = ExampleName
	}
	if o.CreditCode == "" {
		o.CreditCode = ExampleCreditCode
	}
	if o.Algorithm == "" {
		o.Algorithm = "rsa"
	}
	return o
}

// subject is written as Shenzhen's CAs do: the names in UTF8String.
func (o OrgSpec) subject() pkix.Name {
	return pkix.Name{
		Country:      []string{"CN"},
		Province:     []string{"广东省"},
		Locality:     []string{"深圳市"},
		Organization: []string{o.Name},
		CommonName:   o.Name,
	}
}

// AddOrganisation makes a token and provisions it.
func (s *Store) AddOrganisation(issuer *Issuer, spec OrgSpec) (*Token, error) {
	spec = spec.withDefaults()
	signing, err := spec.pair(issuer, token.Signature)
	if err != nil {
		return nil, err
	}
	encryption, err := spec.pair(issuer, token.Encryption)
	if err != nil {
		return nil, err
	}
	added, err := s.AddToken(TokenSpec{Label: spec.Label, PIN: spec.PIN, SOPIN: spec.SOPIN})
	if err != nil {
		return nil, err
	}
	if err := added.AddPair(signing, encryption); err != nil {
		return nil, err
	}
	return added, nil
}

func (o OrgSpec) pair(issuer *Issuer, use token.Use) (PairSpec, error) {
	key, err := newKey(o.Algorithm)
	if err != nil {
		return PairSpec{}, err
	}
	certificate, err := issuer.Issue(CertSpec{
		Subject:    o.subject(),
		Use:        use,
		Public:     key.Public(),
		NotBefore:  o.NotBefore,
		NotAfter:   o.NotAfter,
		CreditCode: o.CreditCode,
	})
	if err != nil {
		return PairSpec{}, err
	}
	pair := PairSpec{ID: []byte(SigningID), Label: "签名证书", Key: key, Certificate: certificate}
	if use == token.Encryption {
		pair.ID, pair.Label = []byte(EncryptionID), "加密证书"
	}
	return pair, nil
}

func newKey(algorithm string) (crypto.Signer, error) {
	switch algorithm {
	case "rsa":
		return rsa.GenerateKey(rand.Reader, 2048)
	case "p256":
		return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	default:
		return nil, fmt.Errorf("unknown algorithm %q", algorithm)
	}
}
