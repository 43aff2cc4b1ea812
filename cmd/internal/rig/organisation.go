package rig

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"ukey/token"
	"ukey/token/softkey"
)

// Certify issues a certificate for the public half of a key, valid for a year
// up to ends.
type Certify func(ctx context.Context, key crypto.Signer, use token.Use, ends time.Time) (der []byte, err error)

// Organisation makes a key with a signing and an encryption pair, certified
// for an organisation. The algorithm is rsa (2048 bits) or p256.
func (r *Rig) Organisation(ctx context.Context, label, algorithm string, ends time.Time, certify Certify) error {
	k, err := r.AddKey(label)
	if err != nil {
		return err
	}
	var pairs []softkey.PairSpec
	for _, p := range []struct {
		id, label string
		use       token.Use
	}{{softkey.SigningID, "签名证书", token.Signature}, {softkey.EncryptionID, "加密证书", token.Encryption}} {
		key, err := newKey(algorithm)
		if err != nil {
			return err
		}
		der, err := certify(ctx, key, p.use, ends)
		if err != nil {
			return err
		}
		pairs = append(pairs, softkey.PairSpec{ID: []byte(p.id), Label: p.label, Key: key, Certificate: der})
	}
	return k.AddPair(pairs...)
}

func newKey(algorithm string) (crypto.Signer, error) {
	switch algorithm {
	case "rsa":
		return rsa.GenerateKey(rand.Reader, 2048)
	case "p256":
		return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	return nil, fmt.Errorf("unknown algorithm %q", algorithm)
}

func owner() pkix.Name {
	return pkix.Name{
		Country: []string{"CN"}, Province: []string{"广东省"}, Locality: []string{"深圳市"},
		Organization: []string{softkey.ExampleName}, CommonName: softkey.ExampleName,
	}
}

// ByIssuer certifies with Issuer, whose certificates no CA renews. Open has to
// be called first.
func (r *Rig) ByIssuer(_ context.Context, key crypto.Signer, use token.Use, ends time.Time) ([]byte, error) {
	return r.Issuer.Issue(softkey.CertSpec{
		Subject: owner(), Use: use, Public: key.Public(), CreditCode: softkey.ExampleCreditCode,
		NotBefore: ends.AddDate(-1, 0, 0), NotAfter: ends,
	})
}

// ByCA certifies as an operator of the CA does, with ukeyca issue. The CA's
// own certificate is left in issuing.pem.
func (r *Rig) ByCA(ctx context.Context, key crypto.Signer, use token.Use, ends time.Time) ([]byte, error) {
	credit, err := asn1.MarshalWithParams(softkey.ExampleCreditCode, "utf8")
	if err != nil {
		return nil, err
	}
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{
		Subject:         owner(),
		ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 156, 10260, 4, 1, 4}, Value: credit}},
	}, key)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(r.dir, "request.csr")
	if err := os.WriteFile(file, csr, 0o600); err != nil {
		return nil, err
	}
	profile := map[token.Use]string{token.Signature: "sign", token.Encryption: "encrypt"}[use]
	issue := exec.CommandContext(ctx, r.Program("ukeyca"), "issue",
		"--data", r.caDir(), "--csr", file, "--profile", profile,
		"--not-before", ends.AddDate(-1, 0, 0).Format(time.RFC3339), "--not-after", ends.Format(time.RFC3339))
	out, err := issue.Output()
	if err != nil {
		return nil, fmt.Errorf("ukeyca issue: %w", err)
	}
	certificate, rest := pem.Decode(out)
	if certificate == nil {
		return nil, fmt.Errorf("ukeyca issue printed %q", out)
	}
	return certificate.Bytes, os.WriteFile(filepath.Join(r.dir, "issuing.pem"), rest, 0o600)
}
