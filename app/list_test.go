package app_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"testing"
	"time"

	"ukey/app"
	"ukey/token"
)

var now = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)

func clock() time.Time { return now }

// certificate makes one that ends so many days from now.
func certificate(t *testing.T, owner string, usage x509.KeyUsage, days int) token.Certificate {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(int64(days) + 10000), Subject: pkix.Name{CommonName: owner, Organization: []string{owner}},
		NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.Add(time.Duration(days)*24*time.Hour + time.Hour), KeyUsage: usage,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, k.Public(), k)
	if err != nil {
		t.Fatal(err)
	}
	c := token.ParseCertificate(der)
	c.HasPrivateKey = true
	return c
}

const (
	signs    = x509.KeyUsageDigitalSignature
	encrypts = x509.KeyUsageKeyEncipherment
)

func TestNewerCertificateSupersedesOlderOfSameSubjectAndUse(t *testing.T) {
	old, fresh := certificate(t, "甲公司", signs, 27), certificate(t, "甲公司", signs, 365)
	enc, other := certificate(t, "甲公司", encrypts, 27), certificate(t, "乙公司", signs, 20)
	noKey := certificate(t, "乙公司", signs, 500)
	noKey.HasPrivateKey = false
	d := &fakeDriver{
		name: "d", tokens: []token.Info{key("d", "1")},
		certs: map[string][]token.Certificate{"1": {old, fresh, enc, other, noKey}},
	}
	s := app.New(app.Config{Drivers: []token.Driver{d}, WarnDays: 90, Clock: clock}).List(t.Context())
	for i, want := range []struct {
		certificate     token.Certificate
		superseded, due bool
	}{{fresh, false, false}, {other, false, true}, {noKey, false, false}, {enc, false, true}, {old, true, false}} {
		c := s.Keys[0].Certificates[i]
		if c.SHA256() != want.certificate.SHA256() || c.Superseded != want.superseded || c.Due() != want.due {
			t.Errorf("certificate %d, of %s: superseded %v, due %v", i, c.Owner(), c.Superseded, c.Due())
		}
	}
	if c := s.Keys[0].Current(token.Encryption); c == nil || c.SHA256() != enc.SHA256() {
		t.Error("the encryption certificate in force is not the only one there is")
	}
	if h, err := s.Keys[0].Holder(""); err != nil || h.Signature.SHA256() != other.SHA256() {
		t.Errorf("to renew: %+v, %v; want the one that ends first", h, err)
	}
}

func TestOneCertificateForBothUsesSucceedsOneForEither(t *testing.T) {
	const both = signs | encrypts
	cases := []struct {
		name            string
		older, newer    x509.KeyUsage
		issued          time.Duration // after the older one
		superseded, due bool
	}{
		{"for signatures", signs, both, time.Hour, true, false},
		{"for encryption", encrypts, both, time.Hour, true, false},
		{"issued together", signs, both, 0, false, true},
		{"for one of both uses", both, signs, time.Hour, false, true},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			older, newer := certificate(t, "甲公司", tc.older, 27), certificate(t, "甲公司", tc.newer, 365)
			newer.NotBefore = older.NotBefore.Add(tc.issued)
			d := &fakeDriver{
				name: "d", tokens: []token.Info{key("d", "1")},
				certs: map[string][]token.Certificate{"1": {older, newer}},
			}
			s := app.New(app.Config{Drivers: []token.Driver{d}, WarnDays: 90, Clock: clock}).List(t.Context())
			for _, c := range s.Keys[0].Certificates {
				if c.SHA256() != older.SHA256() {
					continue
				}
				if c.Superseded != tc.superseded || c.Due() != tc.due {
					t.Errorf("superseded %v, due %v; want %v, %v", c.Superseded, c.Due(), tc.superseded, tc.due)
				}
			}
		})
	}
}

func TestOtherAuthoritysCertificateSupersedesNothing(t *testing.T) {
	// Each of these certificates is its own issuer, so that one organisation's
	// follow each other, and nobody else's.
	ours, theirs := certificate(t, "甲公司", signs, 27), certificate(t, "甲公司", signs, 365)
	theirs.Issuer = certificate(t, "别的CA", signs, 365).Issuer
	later := certificate(t, "甲公司", signs, 400)
	later.NotBefore = now.AddDate(0, 0, 30)
	d := &fakeDriver{
		name: "d", tokens: []token.Info{key("d", "1")},
		certs: map[string][]token.Certificate{"1": {ours, theirs, later}},
	}
	s := app.New(app.Config{Drivers: []token.Driver{d}, WarnDays: 90, Clock: clock}).List(t.Context())
	for i := range s.Keys[0].Certificates {
		if c := &s.Keys[0].Certificates[i]; c.Superseded {
			t.Errorf("the certificate that ends in %d days counts as replaced", c.DaysLeft)
		}
	}
}

func TestFailingDriverDoesNotHideTheKeysOfAnother(t *testing.T) {
	broken := &fakeDriver{name: "broken", err: token.ErrDriver}
	good := &fakeDriver{name: "good", tokens: []token.Info{key("good", "1")}}
	s := app.New(app.Config{Drivers: []token.Driver{broken, good}, Clock: clock}).List(t.Context())
	if len(s.Keys) != 1 || len(s.Problems) != 1 || s.Problems[0].Driver != "broken" || !errors.Is(s.Problems[0].Err, token.ErrDriver) {
		t.Errorf("got %d keys, problems %+v", len(s.Keys), s.Problems)
	}
}

func TestAKeyIsFoundBySerialNumberOrLabel(t *testing.T) {
	a, b := key("d", "111"), key("d", "222")
	b.ID.Label = "业务章"
	s := &app.Snapshot{Keys: []app.Key{{Info: a}, {Info: b}}}
	for selector, want := range map[string]string{"111": "111", "业务章": "222", "单位证书": "111"} {
		if k, err := s.Find(selector); err != nil || k.ID.Serial != want {
			t.Errorf("Find(%q) = %v, %v", selector, k, err)
		}
	}
	var none *app.NoTokenError
	if _, err := s.Find("333"); !errors.As(err, &none) || none.Selector != "333" {
		t.Errorf("a key that is not there: %v", err)
	}
	var several *app.AmbiguousTokenError
	if _, err := s.Find(""); !errors.As(err, &several) || len(several.Keys) != 2 {
		t.Errorf("two keys and none named: %v", err)
	}
	if _, err := (&app.Snapshot{}).Find(""); !errors.As(err, &none) || !none.NoDriver {
		t.Errorf("no driver: %v", err)
	}
}

func TestListStopsWithItsContext(t *testing.T) {
	d := &fakeDriver{name: "slow", gate: make(chan struct{})}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := app.New(app.Config{Drivers: []token.Driver{d}}).List(ctx)
	if len(s.Problems) != 1 || !errors.Is(s.Problems[0].Err, context.Canceled) {
		t.Errorf("problems: %+v", s.Problems)
	}
}
