package app_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"path/filepath"
	"testing"
	"time"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/apply"
	"ukey/token"
	"ukey/token/softkey"
)

// expired is an App with one key in memory, whose certificate ended nine days
// ago. It can say nothing to a CA.
func expired(t *testing.T) (*app.App, token.ID) {
	t.Helper()
	issuer, err := softkey.NewIssuer("Test CA")
	if err != nil {
		t.Fatal(err)
	}
	pair, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ended := time.Now().AddDate(0, 0, -9)
	der, err := issuer.Issue(softkey.CertSpec{
		Subject: pkix.Name{
			Country: []string{"CN"}, Province: []string{"广东省"}, Locality: []string{"深圳市"},
			Organization: []string{softkey.ExampleName}, CommonName: softkey.ExampleName,
		},
		Use: token.Signature, Public: pair.Public(), CreditCode: softkey.ExampleCreditCode,
		NotBefore: ended.AddDate(-1, 0, 0), NotAfter: ended,
	})
	if err != nil {
		t.Fatal(err)
	}
	certificate := token.ParseCertificate(der)
	certificate.ID, certificate.Label, certificate.HasPrivateKey = "\x01", "签名证书", true
	info := key("d", "1")
	d := &fakeDriver{name: "d", certs: map[string][]token.Certificate{"1": {certificate}}}
	d.set(info)
	dir := t.TempDir()
	return app.New(app.Config{
		Drivers: []token.Driver{d}, CA: app.CA{URL: "https://127.0.0.1:1", Roots: x509.NewCertPool()},
		Journals: renew.OpenJournals(filepath.Join(dir, "renewals"), time.Now),
		Drafts:   apply.OpenStore(filepath.Join(dir, "applications"), time.Now),
	}), info.ID
}
