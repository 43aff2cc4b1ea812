package app_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"

	"ukey/app"
	"ukey/token"
)

// authority is a CA that issues in a test.
type authority struct {
	template *x509.Certificate
	key      *ecdsa.PrivateKey
}

func newAuthority(t *testing.T, name string) authority {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return authority{&x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
		NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(1, 0, 0),
		BasicConstraintsValid: true, IsCA: true, KeyUsage: x509.KeyUsageCertSign,
	}, private}
}

// issue makes a certificate, the authority's own if template is nil.
func (a authority) issue(t *testing.T, template *x509.Certificate) token.Certificate {
	t.Helper()
	if template == nil {
		template = a.template
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.template, a.key.Public(), a.key)
	if err != nil {
		t.Fatal(err)
	}
	return token.ParseCertificate(der)
}

// Without a CA in the settings, what lies on the key itself tells whether a
// certificate is genuine, as far as that goes.
func TestDoctorLooksForTheIssuerOnTheKey(t *testing.T) {
	issuer, namesake := newAuthority(t, "Test CA"), newAuthority(t, "Test CA")
	leaf := issuer.issue(t, &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "深圳市甲科技有限公司"},
		NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(1, 0, 0), KeyUsage: x509.KeyUsageDigitalSignature,
	})
	for name, c := range map[string]struct {
		on      []token.Certificate
		result  app.Result
		finding app.Finding
	}{
		"issuer":              {[]token.Certificate{leaf, issuer.issue(t, nil)}, app.ResultOK, app.FoundChainOnToken},
		"another of its name": {[]token.Certificate{leaf, namesake.issue(t, nil)}, app.ResultFailed, app.FoundChainBroken},
		"both":                {[]token.Certificate{namesake.issue(t, nil), leaf, issuer.issue(t, nil)}, app.ResultOK, app.FoundChainOnToken},
		"none":                {[]token.Certificate{leaf}, app.ResultSkipped, app.FoundChainUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			k := key("d", "1")
			d := &fakeDriver{name: "d", tokens: []token.Info{k}, certs: map[string][]token.Certificate{k.ID.Serial: c.on}}
			r := doctor(t, app.Config{Drivers: []token.Driver{d}, Clock: clock})
			check := one(t, r, app.LayerChain)
			if check.Result != c.result || check.Finding != c.finding || (check.Result == app.ResultFailed) != (check.Err != nil) {
				t.Errorf("%s, %s, %v", check.Result, check.Finding, check.Err)
			}
		})
	}
}
