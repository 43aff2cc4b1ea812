//go:build cgo && linux

package pkcs11_test

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/x509/pkix"
	"encoding/asn1"
	"slices"
	"testing"
	"time"

	"ukey/token"
	"ukey/token/pkcs11"
	"ukey/token/softkey"
)

// A certificate that does not fit into the room that is first made for it.
func TestLongCertificateIsReadWhole(t *testing.T) {
	issuer := newIssuer(t)
	b := newBench(t, issuer, token.P256)
	value, err := asn1.Marshal(bytes.Repeat([]byte("long "), 2000))
	must(t, err)
	extension := pkix.Extension{Id: asn1.ObjectIdentifier{1, 2, 3, 4}, Value: value}
	der, err := issuer.Issue(softkey.CertSpec{Public: softwareKey(t).Public(), ExtraExtensions: []pkix.Extension{extension}})
	must(t, err)
	must(t, b.token.AddCertificate([]byte{7}, "long", der))
	d := b.load(t)
	list, err := d.Certificates(t.Context(), b.id(d))
	must(t, err)
	if len(list) != 3 || !bytes.Equal(list[2].DER, der) || list[2].Err != nil {
		t.Errorf("%d certificates, the last one: %v", len(list), list[len(list)-1].Err)
	}
}

// p11-kit gives a new function list to whoever asks, and only the Go binding's
// is initialised. The driver then does without the shim for good.
func TestDriverDoesWithoutItsShim(t *testing.T) {
	issuer := newIssuer(t)
	b := newBench(t, issuer, token.RSA2048)
	other, err := softkey.New(t.TempDir())
	must(t, err)
	uninitialised, err := other.Module()
	must(t, err)
	d := b.load(t, pkcs11.WatchEvery(5*time.Millisecond, 5*time.Millisecond))
	must(t, pkcs11.UseShimOf(d, uninitialised))

	ref := b.ref(t, d, softkey.SigningID)
	key, err := b.open(t, d).PrivateKey(t.Context(), ref)
	must(t, err)
	signature, err := key.(crypto.Signer).Sign(rand.Reader, hashed(), crypto.SHA256)
	must(t, err)
	if !verifies(ref.Public, signature) {
		t.Error("signature does not verify")
	}
	must(t, d.ChangePIN(t.Context(), b.id(d), b.auth(), token.NewPIN([]byte("another"))))
	hints := watch(t, d)
	must(t, b.token.Unplug())
	wantHint(t, hints)
}

func TestSoftHSMOpensEveryFormat(t *testing.T) {
	issuer := newIssuer(t)
	for algorithm, want := range map[token.Algorithm][]token.EnvelopeFormat{
		token.RSA2048: {token.EnvelopeOAEP, token.EnvelopePKCS1},
		token.P256:    {token.EnvelopeECDH},
	} {
		b := newBench(t, issuer, algorithm)
		d := b.load(t)
		ref := b.ref(t, d, softkey.SigningID)
		got, err := b.open(t, d).(token.Importer).EnvelopeFormats(t.Context(), ref)
		must(t, err)
		if !slices.Equal(got.Inside, want) || len(got.InMemory) > 0 {
			t.Errorf("%s: %v, not %v", algorithm, got, want)
		}
	}
}
