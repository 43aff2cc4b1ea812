package tokentest

import (
	"bytes"
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"sync"
	"testing"

	"ukey/token"
)

// message is signed and encrypted throughout.
var message = []byte("续期")

// private gets a private key, or fails.
func private(t *testing.T, s token.Session, ref token.KeyRef) crypto.PrivateKey {
	t.Helper()
	p, err := s.PrivateKey(t.Context(), ref)
	must(t, err)
	return p
}

func signs(t *testing.T, k key) {
	p := private(t, k.open(t), k.Signing)
	wantSignature(t, p, k.Signing.Public)

	signer := p.(crypto.Signer)
	long := sha512.Sum512(message)
	signature, err := signer.Sign(rand.Reader, long[:], crypto.SHA512)
	must(t, err)
	switch public := k.Signing.Public.(type) {
	case *ecdsa.PublicKey:
		if !ecdsa.VerifyASN1(public, long[:], signature) {
			t.Error("signature of a digest longer than the curve does not verify")
		}
	case *rsa.PublicKey:
		must(t, rsa.VerifyPKCS1v15(public, crypto.SHA512, long[:], signature))
		if prober, ok := p.(token.PSSProber); !ok || prober.SupportsPSS() {
			wantPSS(t, signer, public)
		}
	}
	if _, err := signer.Sign(rand.Reader, long[:], crypto.SHA256); err == nil {
		t.Error("a digest of the wrong length was signed")
	}
}

// wantSignature makes a signature and verifies it without the token.
func wantSignature(t *testing.T, p crypto.PrivateKey, public crypto.PublicKey) {
	t.Helper()
	signer, ok := p.(crypto.Signer)
	if !ok {
		t.Fatalf("%T is no crypto.Signer", p)
	}
	hashed := sha256.Sum256(message)
	signature, err := signer.Sign(rand.Reader, hashed[:], crypto.SHA256)
	must(t, err)
	if !verifies(t, public, hashed[:], signature) {
		t.Error("signature does not verify")
	}
}

func verifies(t *testing.T, public crypto.PublicKey, hashed, signature []byte) bool {
	t.Helper()
	switch public := public.(type) {
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(public, crypto.SHA256, hashed, signature) == nil
	case *ecdsa.PublicKey:
		return ecdsa.VerifyASN1(public, hashed, signature)
	default:
		t.Fatalf("public key is a %T", public)
		return false
	}
}

func wantPSS(t *testing.T, signer crypto.Signer, public *rsa.PublicKey) {
	t.Helper()
	hashed := sha256.Sum256(message)
	for _, salt := range []int{rsa.PSSSaltLengthEqualsHash, rsa.PSSSaltLengthAuto, 20} {
		opts := &rsa.PSSOptions{SaltLength: salt, Hash: crypto.SHA256}
		signature, err := signer.Sign(rand.Reader, hashed[:], opts)
		must(t, err)
		must(t, rsa.VerifyPSS(public, crypto.SHA256, hashed[:], signature, opts))
	}
}

func signsConcurrently(t *testing.T, k key) {
	p := private(t, k.open(t), k.Signing)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 4 {
				wantSignature(t, p, k.Signing.Public)
			}
		})
	}
	group.Go(func() {
		for range 4 {
			if _, err := k.Driver.Tokens(t.Context()); err != nil {
				t.Error(err)
			}
		}
	})
	group.Wait()
}

func opens(t *testing.T, k key) {
	wantOpens(t, private(t, k.open(t), k.Encryption), k.Encryption.Public)
}

// wantOpens encrypts for a public key without the token and opens it with the
// private half on the token.
func wantOpens(t *testing.T, p crypto.PrivateKey, public crypto.PublicKey) {
	t.Helper()
	switch public := public.(type) {
	case *rsa.PublicKey:
		wantDecrypts(t, p.(crypto.Decrypter), public)
	case *ecdsa.PublicKey:
		wantAgrees(t, p.(ecdh.KeyExchanger), public)
	default:
		t.Fatalf("public key is a %T", public)
	}
}

func wantDecrypts(t *testing.T, d crypto.Decrypter, public *rsa.PublicKey) {
	t.Helper()
	// Zeros at both ends belong to the message.
	secret := append(append([]byte{0}, message...), 0)
	pkcs1, err := rsa.EncryptPKCS1v15(rand.Reader, public, secret)
	must(t, err)
	oaep, err := rsa.EncryptOAEP(sha1.New(), rand.Reader, public, secret, nil)
	must(t, err)
	for _, c := range []struct {
		name       string
		ciphertext []byte
		opts       crypto.DecrypterOpts
	}{
		{"PKCS #1 v1.5", pkcs1, nil},
		{"PKCS #1 v1.5 as a session key", pkcs1, &rsa.PKCS1v15DecryptOptions{SessionKeyLen: len(secret)}},
		{"OAEP", oaep, &rsa.OAEPOptions{Hash: crypto.SHA1}},
	} {
		plain, err := d.Decrypt(rand.Reader, c.ciphertext, c.opts)
		if err != nil || !bytes.Equal(plain, secret) {
			t.Errorf("%s: %x, %v", c.name, plain, err)
		}
	}
	// A session key of another length shows as a random one, not as an error.
	plain, err := d.Decrypt(rand.Reader, pkcs1, &rsa.PKCS1v15DecryptOptions{SessionKeyLen: 32})
	if err != nil || len(plain) != 32 {
		t.Errorf("session key of a wrong length: %d bytes, %v", len(plain), err)
	}
}

func wantAgrees(t *testing.T, x ecdh.KeyExchanger, public *ecdsa.PublicKey) {
	t.Helper()
	peer, err := public.ECDH()
	must(t, err)
	if !x.PublicKey().Equal(peer) || x.Curve() != peer.Curve() {
		t.Error("key exchanger has another public key")
	}
	ephemeral, err := peer.Curve().GenerateKey(rand.Reader)
	must(t, err)
	want, err := ephemeral.ECDH(peer)
	must(t, err)
	got, err := x.ECDH(ephemeral.PublicKey())
	must(t, err)
	if !bytes.Equal(got, want) {
		t.Error("the two sides agreed on different secrets")
	}
}

func refusesSecondLogin(t *testing.T, k key) {
	first := k.open(t)
	if second, err := k.Driver.Open(t.Context(), k.id(), k.wrong()); err == nil {
		t.Error("a second session opened without its PIN being checked")
		must(t, second.Close())
	}
	wantSignature(t, private(t, first, k.Signing), k.Signing.Public)
	must(t, first.Close())
	must(t, first.Close())
	k.open(t)
}

func missesKey(t *testing.T, k key) {
	s := k.open(t)
	for name, ref := range map[string]token.KeyRef{
		"another ID":         {ID: "\x66", Public: k.Signing.Public},
		"another public key": {ID: k.Signing.ID, Public: k.Encryption.Public},
		"no public key":      {ID: k.Signing.ID},
	} {
		if _, err := s.PrivateKey(t.Context(), ref); err == nil {
			t.Errorf("%s: a key was found", name)
		} else {
			wantError(t, err, token.ErrKeyNotFound)
		}
	}
}
