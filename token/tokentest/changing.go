package tokentest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"
	"time"

	"ukey/token"
)

// newID is an ID that no provisioned pair has.
const newID token.KeyID = "\x42\x00"

func generates(t *testing.T, k key) {
	s := k.open(t)
	public, err := s.GenerateKey(t.Context(), token.KeySpec{ID: newID, Label: "新", Algorithm: k.algorithm})
	must(t, err)
	pairs, err := s.PublicKeys(t.Context(), newID)
	must(t, err)
	if len(pairs) != 1 || !equalKeys(pairs[0], public) {
		t.Fatalf("pairs under the new ID: %v", pairs)
	}
	ref := token.KeyRef{ID: newID, Public: public}
	p := private(t, s, ref)
	wantSignature(t, p, public)
	wantOpens(t, p, public)

	// The pair outlives the session and is seen without a PIN.
	der := selfSigned(t, softwareKey(t, k.algorithm), public)
	must(t, s.StoreCertificate(t.Context(), newID, "新", der))
	must(t, s.Close())
	for _, c := range k.certificates(t) {
		if c.ID == newID && !c.HasPrivateKey {
			t.Error("the new pair is not seen without a login")
		}
	}
	wantSignature(t, private(t, k.open(t), ref), public)
}

func storesCertificate(t *testing.T, k key) {
	s := k.open(t)
	signer := softwareKey(t, k.algorithm)
	der := selfSigned(t, signer, signer.Public())
	for range 2 {
		must(t, s.StoreCertificate(t.Context(), newID, "新证书", der))
	}
	var found []token.Certificate
	for _, c := range k.certificates(t) {
		if c.ID == newID {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d certificates under the new ID, not 1", len(found))
	}
	if c := found[0]; string(c.DER) != string(der) || c.Label != "新证书" || c.HasPrivateKey || c.Err != nil {
		t.Errorf("certificate came back as %+v", c)
	}
	if err := s.StoreCertificate(t.Context(), newID, "x", []byte("not a certificate")); err == nil {
		t.Error("something that is no certificate was stored")
	}
}

// readsStored reads certificates in the session that has stored them, which
// may know where they are, and in another one, which cannot.
func readsStored(t *testing.T, k key) {
	s := k.open(t)
	public, err := s.GenerateKey(t.Context(), token.KeySpec{ID: newID, Label: "新", Algorithm: k.algorithm})
	must(t, err)
	der := selfSigned(t, softwareKey(t, k.algorithm), public)
	for _, want := range []int{0, 1} {
		pairs, err := s.PublicKeys(t.Context(), newID)
		must(t, err)
		if len(pairs) != 1 || !equalKeys(pairs[0], public) {
			t.Errorf("with %d certificates: pairs %v", want, pairs)
		}
		wantCertificates(t, s, newID, der, want)
		must(t, s.StoreCertificate(t.Context(), newID, "新证书", der))
	}
	must(t, s.Close())
	s = k.open(t)
	wantCertificates(t, s, newID, der, 1)
	must(t, s.Delete(t.Context(), token.KeyRef{ID: newID}))
	wantCertificates(t, s, newID, der, 0)
}

// wantCertificates wants a certificate under an ID, or none if n is 0.
func wantCertificates(t *testing.T, s token.Session, id token.KeyID, der []byte, n int) {
	t.Helper()
	list, err := s.Certificates(t.Context(), id)
	must(t, err)
	if len(list) != n {
		t.Fatalf("%d certificates under the ID, not %d", len(list), n)
	}
	if n > 0 && (string(list[0].DER) != string(der) || list[0].ID != id || list[0].Label != "新证书") {
		t.Errorf("certificate came back as %+v", list[0])
	}
}

// replacesHalfMade: a process that was killed has left an object with nothing
// in it, which is no certificate that anybody could look at.
func replacesHalfMade(t *testing.T, k key) {
	must(t, k.Hand.AddCertificate([]byte(newID), "half-made", nil))
	before, err := k.Hand.Objects()
	must(t, err)
	if list := k.certificates(t); len(list) != 2 {
		t.Errorf("%d certificates are shown, not 2", len(list))
	}
	signer := softwareKey(t, k.algorithm)
	must(t, k.open(t).StoreCertificate(t.Context(), newID, "whole", selfSigned(t, signer, signer.Public())))
	if list := k.certificates(t); len(list) != 3 {
		t.Errorf("%d certificates are shown, not 3", len(list))
	}
	if after, err := k.Hand.Objects(); err != nil || after != before {
		t.Errorf("%d objects on the key, not %d: %v", after, before, err)
	}
}

func deletesOnlyPair(t *testing.T, k key) {
	s := k.open(t)
	// A second pair and a certificate of a third key under the same ID.
	spec := token.KeySpec{ID: k.Signing.ID, Label: "twin", Algorithm: k.algorithm}
	twin, err := s.GenerateKey(t.Context(), spec)
	must(t, err)
	other := softwareKey(t, k.algorithm)
	der := selfSigned(t, other, other.Public())
	must(t, s.StoreCertificate(t.Context(), k.Signing.ID, "other", der))

	for range 2 { // what is not there is no error
		must(t, s.Delete(t.Context(), k.Signing))
	}
	_, err = s.PrivateKey(t.Context(), k.Signing)
	wantError(t, err, token.ErrKeyNotFound)
	pairs, err := s.PublicKeys(t.Context(), k.Signing.ID)
	must(t, err)
	if len(pairs) != 1 || !equalKeys(pairs[0], twin) {
		t.Errorf("pairs left under the ID: %v", pairs)
	}
	wantSignature(t, private(t, s, token.KeyRef{ID: k.Signing.ID, Public: twin}), twin)
	wantOpens(t, private(t, s, k.Encryption), k.Encryption.Public)
	left := map[token.KeyID]int{}
	for _, c := range k.certificates(t) {
		left[c.ID]++
		if equalKeys(c.Public, k.Signing.Public) {
			t.Error("the pair's certificate is still there")
		}
	}
	if left[k.Signing.ID] != 1 || left[k.Encryption.ID] != 1 {
		t.Errorf("certificates left: %v", left)
	}
}

// deletesAllUnderID leaves halves of pairs under an ID, as a process does that
// is killed while it makes one.
func deletesAllUnderID(t *testing.T, k key) {
	s := k.open(t)
	for range 2 {
		_, err := s.GenerateKey(t.Context(), token.KeySpec{ID: newID, Label: "x", Algorithm: k.algorithm})
		must(t, err)
	}
	stranger := softwareKey(t, k.algorithm)
	must(t, s.StoreCertificate(t.Context(), newID, "x", selfSigned(t, stranger, stranger.Public())))
	before := len(k.certificates(t))

	for range 2 { // what is not there is no error
		must(t, s.Delete(t.Context(), token.KeyRef{ID: newID}))
	}
	pairs, err := s.PublicKeys(t.Context(), newID)
	must(t, err)
	if len(pairs) != 0 {
		t.Errorf("pairs left under the ID: %v", pairs)
	}
	if after := len(k.certificates(t)); after != before-1 {
		t.Errorf("%d certificates became %d, want one less", before, after)
	}
	must(t, s.Delete(t.Context(), token.KeyRef{}))
	wantSignature(t, private(t, s, k.Signing), k.Signing.Public)
	wantOpens(t, private(t, s, k.Encryption), k.Encryption.Public)
}

func leavesNothingWhenFull(t *testing.T, k key) {
	s := k.open(t)
	must(t, k.Hand.SetFull(true))
	_, err := s.GenerateKey(t.Context(), token.KeySpec{ID: newID, Label: "x", Algorithm: k.algorithm})
	wantError(t, err, token.ErrFull)
	signer := softwareKey(t, k.algorithm)
	wantError(t, s.StoreCertificate(t.Context(), newID, "x", selfSigned(t, signer, signer.Public())), token.ErrFull)
	if importer, ok := s.(token.Importer); ok {
		payload := softwareKey(t, k.algorithm)
		ref := token.KeyRef{ID: newID, Public: payload.Public()}
		for _, format := range formats(t, importer, k.Signing) {
			env := Seal(t, format, k.Signing.Public, payload)
			wantError(t, importer.ImportKey(t.Context(), k.Signing, env, ref, "x"), token.ErrFull)
		}
	}
	must(t, k.Hand.SetFull(false))
	wantNothingUnder(t, k, s, newID)
}

// wantNothingUnder claims that an ID is unused.
func wantNothingUnder(t *testing.T, k key, s token.Session, id token.KeyID) {
	t.Helper()
	pairs, err := s.PublicKeys(t.Context(), id)
	must(t, err)
	if len(pairs) > 0 {
		t.Errorf("%d pairs were left behind", len(pairs))
	}
	for _, c := range k.certificates(t) {
		if c.ID == id {
			t.Error("a certificate was left behind")
		}
	}
}

func saysReadOnly(t *testing.T, k key) {
	s := k.open(t)
	must(t, k.Hand.SetWriteProtected(true))
	signer := softwareKey(t, k.algorithm)
	der := selfSigned(t, signer, signer.Public())
	change := func(s token.Session) {
		t.Helper()
		wantError(t, s.StoreCertificate(t.Context(), newID, "x", der), token.ErrReadOnly)
		_, err := s.GenerateKey(t.Context(), token.KeySpec{ID: newID, Label: "x", Algorithm: k.algorithm})
		wantError(t, err, token.ErrReadOnly)
		wantError(t, s.Delete(t.Context(), k.Encryption), token.ErrReadOnly)
	}
	change(s)
	must(t, s.Close())
	if !k.info(t).WriteProtected {
		t.Error("list does not show that the token is write-protected")
	}
	wantError(t, k.Driver.ChangePIN(t.Context(), k.id(), k.auth(), token.NewPIN([]byte(newPIN))), token.ErrReadOnly)

	// Its keys can be used all the same.
	again := k.open(t)
	wantSignature(t, private(t, again, k.Signing), k.Signing.Public)
	change(again)
}

func equalKeys(a, b crypto.PublicKey) bool {
	k, ok := a.(interface{ Equal(crypto.PublicKey) bool })
	return ok && k.Equal(b)
}

// softwareKey makes a key outside the token.
func softwareKey(t *testing.T, algorithm token.Algorithm) crypto.Signer {
	t.Helper()
	if algorithm == token.P256 {
		k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		must(t, err)
		return k
	}
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	must(t, err)
	return k
}

// selfSigned makes a certificate for any public key; who signs it is of no
// interest here.
func selfSigned(t *testing.T, signer crypto.Signer, public crypto.PublicKey) []byte {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      pkix.Name{CommonName: "深圳市示例科技有限公司"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, signer)
	must(t, err)
	return der
}
