//go:build cgo && linux

package pkcs11_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"testing"

	p11 "github.com/miekg/pkcs11"

	"ukey/token"
	"ukey/token/softkey"
)

// A renewal makes a pair, uses it, stores its certificate and reads that back.
// Every call costs a slow key milliseconds, so nothing is searched for of which
// the session knows where it is, or that it is not there.
func TestSessionSearchesForNothingItHasMade(t *testing.T) {
	b := newBench(t, newIssuer(t), token.RSA2048)
	d := b.load(t)
	old := b.ref(t, d, softkey.SigningID)
	s := b.open(t, d)
	const id = token.KeyID("new")
	public, err := s.GenerateKey(t.Context(), token.KeySpec{ID: id, Label: "new", Algorithm: token.RSA2048})
	must(t, err)
	ref := token.KeyRef{ID: id, Public: public}
	_, err = s.PublicKeys(t.Context(), id) // the one look, which finds nothing else
	must(t, err)
	_, err = s.PrivateKey(t.Context(), old)
	must(t, err)

	must(t, b.store.ResetCalls())
	der := certificateFor(t, public)
	must(t, s.StoreCertificate(t.Context(), id, "new", der))
	must(t, s.StoreCertificate(t.Context(), id, "new", der))
	for range 2 {
		_, err = s.PrivateKey(t.Context(), old)
		must(t, err)
		key, err := s.PrivateKey(t.Context(), ref)
		must(t, err)
		signature, err := key.(crypto.Signer).Sign(rand.Reader, hashed(), crypto.SHA256)
		must(t, err)
		if !verifies(public, signature) {
			t.Error("signature does not verify")
		}
	}
	list, err := s.Certificates(t.Context(), id)
	must(t, err)
	if len(list) != 1 || string(list[0].DER) != string(der) {
		t.Errorf("read back: %v", list)
	}
	wantCalls(t, b.store, "C_FindObjectsInit", 0)
	wantCalls(t, b.store, "C_CreateObject", 1)
	wantCalls(t, b.store, "C_GetAttributeValue", 1)
	wantCalls(t, b.store, "C_Sign", 2)
}

// What another program has removed meanwhile is missed at its next use, and
// looked for from then on.
func TestSessionForgetsWhatFailed(t *testing.T) {
	b := newBench(t, newIssuer(t), token.P256)
	d := b.load(t)
	s := b.open(t, d)
	const id = token.KeyID("new")
	public, err := s.GenerateKey(t.Context(), token.KeySpec{ID: id, Label: "new", Algorithm: token.P256})
	must(t, err)
	ref := token.KeyRef{ID: id, Public: public}
	key, err := s.PrivateKey(t.Context(), ref)
	must(t, err)
	must(t, b.store.Fail("C_SignInit", 1, p11.CKR_KEY_HANDLE_INVALID))
	if _, err := key.(crypto.Signer).Sign(rand.Reader, hashed(), crypto.SHA256); !errors.Is(err, token.ErrKeyNotFound) {
		t.Errorf("error %v", err)
	}
	must(t, b.store.ResetCalls())
	_, err = s.PrivateKey(t.Context(), ref)
	must(t, err)
	wantCalls(t, b.store, "C_FindObjectsInit", 2) // the private key, and the public one that tells which it is
}

// The length of what comes out is asked for only where the room that is made
// for it does not do.
func TestTooLittleRoomIsMeasured(t *testing.T) {
	b := newBench(t, newIssuer(t), token.RSA2048)
	d := b.load(t)
	sign, open := b.ref(t, d, softkey.SigningID), b.ref(t, d, softkey.EncryptionID)
	s := b.open(t, d)
	for _, call := range []string{"C_Sign", "C_Decrypt", "C_GetMechanismList"} {
		must(t, b.store.Fail(call, 1, p11.CKR_BUFFER_TOO_SMALL))
	}
	must(t, b.store.ResetCalls())
	key, err := s.PrivateKey(t.Context(), sign)
	must(t, err)
	if !key.(token.PSSProber).SupportsPSS() {
		t.Error("a mechanism is missing")
	}
	signature, err := key.(crypto.Signer).Sign(rand.Reader, hashed(), crypto.SHA256)
	must(t, err)
	if !verifies(sign.Public, signature) {
		t.Error("signature does not verify")
	}
	sealed, err := rsa.EncryptPKCS1v15(rand.Reader, open.Public.(*rsa.PublicKey), []byte("text"))
	must(t, err)
	key, err = s.PrivateKey(t.Context(), open)
	must(t, err)
	text, err := key.(crypto.Decrypter).Decrypt(rand.Reader, sealed, nil)
	must(t, err)
	if string(text) != "text" {
		t.Errorf("opened %q", text)
	}
	for _, call := range []string{"C_Sign", "C_Decrypt", "C_GetMechanismList"} {
		wantCalls(t, b.store, call, 3) // too small, how much, and once more
	}
}

// A token that is plugged in between the question how many there are and the
// one which they are is listed, and no fault of the driver.
func TestATokenThatComesWhileTheyAreListedIsNoFailure(t *testing.T) {
	b := newBench(t, newIssuer(t), token.RSA2048)
	d := b.load(t)
	must(t, b.store.Fail("C_GetSlotList", 1, p11.CKR_BUFFER_TOO_SMALL))
	tokens, err := d.Tokens(t.Context())
	if err != nil || len(tokens) != 1 {
		t.Errorf("%d tokens, error %v", len(tokens), err)
	}
	must(t, b.store.Fail("C_GetSlotList", 1, p11.CKR_BUFFER_TOO_SMALL))
	slots, err := d.Slots(t.Context())
	if err != nil || len(slots) == 0 {
		t.Errorf("%d slots, error %v", len(slots), err)
	}
}

// certificateFor certifies a key with another one.
func certificateFor(t *testing.T, public crypto.PublicKey) []byte {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "new"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, softwareKey(t))
	must(t, err)
	return der
}
