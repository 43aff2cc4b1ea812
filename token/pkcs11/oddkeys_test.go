//go:build cgo && linux

package pkcs11_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"

	"ukey/token"
	"ukey/token/softkey"
)

// issued makes a certificate for a key.
func issued(t *testing.T, issuer *softkey.Issuer, public crypto.PublicKey, use token.Use) []byte {
	t.Helper()
	der, err := issuer.Issue(softkey.CertSpec{Subject: pkix.Name{CommonName: softkey.ExampleName}, Public: public, Use: use})
	must(t, err)
	return der
}

// under returns the certificates of an ID.
func under(list []token.Certificate, id token.KeyID) []token.Certificate {
	return slices.DeleteFunc(slices.Clone(list), func(c token.Certificate) bool { return c.ID != id })
}

func TestFortyCertificatesCostTwoCallsEach(t *testing.T) {
	const more = 40
	issuer := newIssuer(t)
	b := newBench(t, issuer, token.P256)
	d := b.load(t)
	reading := func() (list []token.Certificate, calls int) {
		must(t, b.store.ResetCalls())
		_, err := d.Tokens(t.Context())
		must(t, err)
		list, err = d.Certificates(t.Context(), b.id(d))
		must(t, err)
		made, err := b.store.Calls()
		must(t, err)
		return list, len(made)
	}
	_, before := reading()
	var pairs []softkey.PairSpec
	for i := range more {
		key := softwareKey(t)
		pairs = append(pairs, softkey.PairSpec{
			ID: []byte{0x10, byte(i)}, Label: "同名", Key: key, Certificate: issued(t, issuer, key.Public(), token.Signature),
		})
	}
	must(t, b.token.AddPair(pairs...))
	list, after := reading()
	if len(list) != 2+more {
		t.Fatalf("%d certificates, not %d", len(list), 2+more)
	}
	if after > before+2*more {
		t.Errorf("%d certificates more cost %d calls more", more, after-before)
	}
	session := b.open(t, d)
	for _, c := range list {
		if _, err := session.PrivateKey(t.Context(), c.Ref()); err != nil || !c.HasPrivateKey {
			t.Errorf("certificate %s: HasPrivateKey %t, %v", c.ID, c.HasPrivateKey, err)
		}
	}
}

func TestTwoPairsUnderOneIDAreToldApart(t *testing.T) {
	const shared = token.KeyID("\x21")
	issuer := newIssuer(t)
	b := newBench(t, issuer, token.P256)
	signing, encryption, absent := softwareKey(t), softwareKey(t), softwareKey(t)
	pair := func(key *ecdsa.PrivateKey, use token.Use) softkey.PairSpec {
		return softkey.PairSpec{ID: []byte(shared), Label: "容器", Key: key, Certificate: issued(t, issuer, key.Public(), use)}
	}
	must(t, b.token.AddPair(pair(signing, token.Signature), pair(encryption, token.Encryption)))
	must(t, b.token.AddCertificate([]byte(shared), "容器", issued(t, issuer, absent.Public(), token.Signature)))

	d := b.load(t)
	list, err := d.Certificates(t.Context(), b.id(d))
	must(t, err)
	session := b.open(t, d)
	beside, err := d.Certificates(t.Context(), b.id(d))
	must(t, err)
	for _, list := range [][]token.Certificate{list, beside} {
		for _, c := range under(list, shared) {
			if want := !absent.PublicKey.Equal(c.Public); c.HasPrivateKey != want {
				t.Errorf("certificate for %s: HasPrivateKey is %t", c.Use, !want)
			}
		}
	}
	for _, key := range []*ecdsa.PrivateKey{signing, encryption} {
		private, err := session.PrivateKey(t.Context(), token.KeyRef{ID: shared, Public: key.Public()})
		must(t, err)
		signature, err := private.(crypto.Signer).Sign(rand.Reader, hashed(), crypto.SHA256)
		must(t, err)
		if !verifies(key.Public(), signature) {
			t.Error("signature of the other pair")
		}
	}
	_, err = session.PrivateKey(t.Context(), token.KeyRef{ID: shared, Public: absent.Public()})
	if !errors.Is(err, token.ErrKeyNotFound) {
		t.Errorf("a key that is not there: %v", err)
	}
}

func TestHalvesStandAlone(t *testing.T) {
	issuer := newIssuer(t)
	b := newBench(t, issuer, token.P256)
	lone, hidden, gone := softwareKey(t), softwareKey(t), softwareKey(t)
	must(t, b.token.AddPair(
		softkey.PairSpec{ID: []byte{0x31}, Label: "只有私钥", Key: lone, WithoutPublicKey: true},
		softkey.PairSpec{ID: []byte{0x32}, Label: "无公钥", Key: hidden, WithoutPublicKey: true, Certificate: issued(t, issuer, hidden.Public(), token.Signature)},
	))
	must(t, b.token.AddCertificate([]byte{0x33}, "只有证书", issued(t, issuer, gone.Public(), token.Signature)))
	must(t, b.token.AddCertificate(nil, "无编号", issued(t, issuer, lone.Public(), token.Signature)))
	d := b.load(t)
	list, err := d.Certificates(t.Context(), b.id(d))
	must(t, err)
	if len(list) != 2+3 || len(under(list, "\x31")) > 0 {
		t.Errorf("%d certificates, %d of a key that has none", len(list), len(under(list, "\x31")))
	}
	for _, c := range append(under(list, "\x33"), under(list, "")...) {
		if c.HasPrivateKey {
			t.Errorf("%s: a key shows that is not there", c.Label)
		}
	}
	session := b.open(t, d)
	for id, public := range map[token.KeyID]crypto.PublicKey{"\x31": lone.Public(), "\x32": hidden.Public()} {
		if _, err := session.PrivateKey(t.Context(), token.KeyRef{ID: id, Public: public}); err != nil {
			t.Errorf("private key without a public half: %v", err)
		}
	}
	list, err = d.Certificates(t.Context(), b.id(d))
	must(t, err)
	if c := under(list, "\x32"); len(c) != 1 || !c[0].HasPrivateKey {
		t.Errorf("beside a login the private key is not seen: %+v", c)
	}
}

// Certificates that break one rule each are shown beside the others.
func TestOddCertificatesAreListed(t *testing.T) {
	issuer := newIssuer(t)
	b := newBench(t, issuer, token.P256)
	key, err := sm2.GenerateKey(rand.Reader)
	must(t, err)
	template := &smx509.Certificate{
		SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "国密"},
		NotBefore: time.Now(), NotAfter: time.Date(2061, 1, 2, 3, 4, 5, 0, time.UTC),
	}
	inSM2, err := smx509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	must(t, err)
	nameless, err := issuer.Issue(softkey.CertSpec{RawSubject: []byte{0x30, 0x00}, Public: softwareKey(t).Public()})
	must(t, err)
	ordinary := issued(t, issuer, softwareKey(t).Public(), token.Signature)
	negative := slices.Clone(ordinary)
	serial := token.ParseCertificate(ordinary).Serial.Bytes()
	for i := range negative {
		if slices.Equal(negative[i:min(i+len(serial), len(negative))], serial) {
			negative[i] |= 0x80
			break
		}
	}
	filled := append(slices.Clone(ordinary), 0, 0, 0xFF)

	for id, der := range map[byte][]byte{0x41: inSM2, 0x42: nameless, 0x43: negative, 0x44: filled, 0x45: issuer.Root().Raw} {
		must(t, b.token.AddCertificate([]byte{id}, "特例", der))
	}
	d := b.load(t)
	list, err := d.Certificates(t.Context(), b.id(d))
	must(t, err)
	if len(list) != 2+5 {
		t.Fatalf("%d certificates, not 7", len(list))
	}
	for _, c := range list {
		if c.Err != nil || c.Serial == nil || c.Serial.Sign() <= 0 || c.Algorithm() == "" {
			t.Errorf("%s: serial %v, algorithm %q, %v", c.ID, c.Serial, c.Algorithm(), c.Err)
		}
	}
	if c := under(list, "\x41")[0]; c.Algorithm() != "SM2" || c.SignatureAlgorithm() != "SM2-SM3" || c.NotAfter.Year() != 2061 {
		t.Errorf("SM2 certificate: %q, %q, until %v", c.Algorithm(), c.SignatureAlgorithm(), c.NotAfter)
	}
	if c := under(list, "\x44")[0]; !slices.Equal(c.DER, ordinary) {
		t.Error("what fills up the file was kept")
	}
	if chain := token.Chain(list, under(list, softkey.SigningID)[0]); len(chain) != 2 || chain[1].ID != "\x45" {
		t.Errorf("chain of %d to the issuer's certificate on the key", len(chain))
	}

	// A key that the driver has no mechanism for is named, and cannot be used.
	_, err = b.open(t, d).PrivateKey(t.Context(), under(list, "\x41")[0].Ref())
	if !errors.Is(err, token.ErrUnsupported) {
		t.Errorf("SM2 key: %v", err)
	}
}

// A key that could not be asked is not one that is not there: the renewal would
// take the latter for a reason to make a new one.
func TestKeyThatCannotProveItselfIsNotMissing(t *testing.T) {
	b := newBench(t, newIssuer(t), token.P256)
	first, second := softwareKey(t), softwareKey(t)
	must(t, b.token.AddPair(
		softkey.PairSpec{ID: []byte{0x51}, Label: "甲", Key: first, WithoutPublicKey: true},
		softkey.PairSpec{ID: []byte{0x51}, Label: "乙", Key: second, WithoutPublicKey: true},
	))
	d := b.load(t)
	session := b.open(t, d)
	for nth := range 2 {
		must(t, b.store.Fail("C_SignInit", nth+1, functionFailed))
		must(t, b.store.Fail("C_DeriveKey", nth+1, functionFailed))
	}
	_, err := session.PrivateKey(t.Context(), token.KeyRef{ID: "\x51", Public: first.Public()})
	if !errors.Is(err, token.ErrDriver) {
		t.Errorf("error is %v", err)
	}
}
