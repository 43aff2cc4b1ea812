package tokentest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"slices"
	"testing"

	"ukey/token"
)

// formats asks which envelopes a key can open, inside the token or in memory,
// and fails if there are none.
func formats(t *testing.T, importer token.Importer, opener token.KeyRef) []token.EnvelopeFormat {
	t.Helper()
	formats, err := importer.EnvelopeFormats(t.Context(), opener)
	must(t, err)
	list := slices.Concat(formats.Inside, formats.InMemory)
	if len(list) == 0 {
		t.Fatal("the key opens no envelopes")
	}
	return list
}

// importsWithoutUnwrapping is about tokens that can decrypt and store and no
// more.
func importsWithoutUnwrapping(t *testing.T, k key) {
	must(t, k.Hand.SetUnwrapless(true))
	s := k.open(t)
	importer, ok := s.(token.Importer)
	if !ok {
		return
	}
	formats, err := importer.EnvelopeFormats(t.Context(), k.Signing)
	must(t, err)
	if len(formats.Inside) > 0 || len(formats.InMemory) == 0 {
		t.Errorf("a token that cannot unwrap opens %v", formats)
	}
	must(t, s.Close())
	imports(t, k)
}

func refusesOtherKeyWithoutUnwrapping(t *testing.T, k key) {
	must(t, k.Hand.SetUnwrapless(true))
	refusesOtherKey(t, k)
}

func imports(t *testing.T, k key) {
	s := k.open(t)
	importer, ok := s.(token.Importer)
	if !ok {
		return
	}
	// As in a renewal, a pair that was born on the token opens the envelope.
	public, err := s.GenerateKey(t.Context(), token.KeySpec{ID: "\x31", Label: "opener", Algorithm: k.algorithm})
	must(t, err)
	opener := token.KeyRef{ID: "\x31", Public: public}
	for i, format := range formats(t, importer, opener) {
		for j, algorithm := range []token.Algorithm{token.RSA2048, token.P256} {
			payload := softwareKey(t, algorithm)
			ref := token.KeyRef{ID: token.KeyID([]byte{0x50, byte(i), byte(j)}), Public: payload.Public()}
			env := Seal(t, format, opener.Public, payload)
			for range 2 { // a pair that is there is left alone
				must(t, importer.ImportKey(t.Context(), opener, env, ref, "加密"))
			}
			wantOpens(t, private(t, s, ref), ref.Public)
			pairs, err := s.PublicKeys(t.Context(), ref.ID)
			must(t, err)
			if len(pairs) != 1 || !equalKeys(pairs[0], ref.Public) {
				t.Errorf("%s, %s: pairs after import: %v", format, algorithm, pairs)
			}
		}
	}
}

func refusesOtherKey(t *testing.T, k key) {
	s := k.open(t)
	importer, ok := s.(token.Importer)
	if !ok {
		return
	}
	promised := softwareKey(t, k.algorithm)
	ref := token.KeyRef{ID: newID, Public: promised.Public()}
	for _, format := range formats(t, importer, k.Signing) {
		env := Seal(t, format, k.Signing.Public, softwareKey(t, k.algorithm))
		wantError(t, importer.ImportKey(t.Context(), k.Signing, env, ref, "x"), token.ErrEnvelope)
		env = Seal(t, format, k.Signing.Public, promised)
		env.Key[len(env.Key)-1] ^= 1
		if err := importer.ImportKey(t.Context(), k.Signing, env, ref, "x"); err == nil {
			t.Errorf("%s: a spoilt envelope was imported", format)
		}
	}
	wantNothingUnder(t, k, s, newID)
	_, err := s.PrivateKey(t.Context(), ref)
	wantError(t, err, token.ErrKeyNotFound)
}

// Seal puts a private key into an envelope for a public key, as a CA does.
// Other tests of importing may use it.
func Seal(t *testing.T, format token.EnvelopeFormat, to crypto.PublicKey, payload crypto.Signer) token.Envelope {
	t.Helper()
	pkcs8, err := x509.MarshalPKCS8PrivateKey(payload)
	must(t, err)
	aes := make([]byte, 32)
	_, err = rand.Read(aes)
	must(t, err)
	env := token.Envelope{Format: format}
	switch format {
	case token.EnvelopeOAEP:
		env.SessionKey, err = rsa.EncryptOAEP(sha1.New(), rand.Reader, to.(*rsa.PublicKey), aes, nil)
	case token.EnvelopePKCS1:
		env.SessionKey, err = rsa.EncryptPKCS1v15(rand.Reader, to.(*rsa.PublicKey), aes)
	case token.EnvelopeECDH:
		aes, env.SessionKey = agree(t, to.(*ecdsa.PublicKey))
	default:
		t.Fatalf("unknown envelope format %q", format)
	}
	must(t, err)
	env.Key, err = wrapPadded(aes, pkcs8)
	must(t, err)
	return env
}

// agree makes an AES key with an ephemeral pair, and that pair's public point.
func agree(t *testing.T, to *ecdsa.PublicKey) (aes, point []byte) {
	t.Helper()
	peer, err := to.ECDH()
	must(t, err)
	ephemeral, err := peer.Curve().GenerateKey(rand.Reader)
	must(t, err)
	secret, err := ephemeral.ECDH(peer)
	must(t, err)
	return secret[:32], ephemeral.PublicKey().Bytes()
}
