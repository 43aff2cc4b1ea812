//go:build cgo && linux

package pkcs11_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"testing"

	"ukey/token"
	"ukey/token/pkcs11"
	"ukey/token/softkey"
)

// bench is a store with one organisation's token in it.
type bench struct {
	store *softkey.Store
	token *softkey.Token
}

func newIssuer(t *testing.T) *softkey.Issuer {
	t.Helper()
	issuer, err := softkey.NewIssuer("Test CA")
	must(t, err)
	return issuer
}

func newBench(t *testing.T, issuer *softkey.Issuer, algorithm token.Algorithm) bench {
	t.Helper()
	store, err := softkey.New(t.TempDir())
	must(t, err)
	names := map[token.Algorithm]string{token.RSA2048: "rsa", token.P256: "p256"}
	key, err := store.AddOrganisation(issuer, softkey.OrgSpec{Algorithm: names[algorithm]})
	must(t, err)
	return bench{store, key}
}

// load loads the store's module and closes it at the end of the test.
func (b bench) load(t *testing.T, opts ...pkcs11.Option) *pkcs11.Driver {
	t.Helper()
	path, err := b.store.Module()
	must(t, err)
	d, err := pkcs11.Load(path, opts...)
	must(t, err)
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close driver: %v", err)
		}
	})
	return d
}

func (b bench) id(d *pkcs11.Driver) token.ID {
	return token.ID{Driver: d.Name(), Serial: b.token.Serial, Label: b.token.Label}
}

// ref names the pair under an ID by its certificate.
func (b bench) ref(t *testing.T, d *pkcs11.Driver, id token.KeyID) token.KeyRef {
	t.Helper()
	list, err := d.Certificates(t.Context(), b.id(d))
	must(t, err)
	for _, c := range list {
		if c.ID == id {
			return c.Ref()
		}
	}
	t.Fatalf("no certificate with ID %s", id)
	return token.KeyRef{}
}

// open logs in and closes the session at the end of the test.
func (b bench) open(t *testing.T, d *pkcs11.Driver) token.Session {
	t.Helper()
	s, err := d.Open(t.Context(), b.id(d), b.auth())
	must(t, err)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close session: %v", err)
		}
	})
	return s
}

func (b bench) auth() token.Auth { return token.Auth{PIN: token.NewPIN([]byte(b.token.PIN))} }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// softwareKey makes a key outside the token; P-256 is quick.
func softwareKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	return k
}
