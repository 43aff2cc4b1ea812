package est_test

import (
	"bytes"
	"crypto"
	"crypto/ecdh"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/hex"
	"testing"

	"ukey/renew/est"
	"ukey/renew/internal/keytest"
	"ukey/token"
)

// unsealWithOpenSSL opens an envelope without any of our code.
func unsealWithOpenSSL(t *testing.T, env token.Envelope, key crypto.Signer) []byte {
	t.Helper()
	d := keytest.NewFolder(t)
	keyFile, session := d.Key("key.pem", key), d.File("session", env.SessionKey)
	var aesKey []byte
	switch env.Format {
	case token.EnvelopeOAEP:
		aesKey = d.OpenSSL("pkeyutl", "-decrypt", "-inkey", keyFile, "-in", session,
			"-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:sha1", "-pkeyopt", "rsa_mgf1_md:sha1")
	case token.EnvelopePKCS1:
		aesKey = d.OpenSSL("pkeyutl", "-decrypt", "-inkey", keyFile, "-in", session)
	case token.EnvelopeECDH:
		peer := d.PEM("peer.pem", "PUBLIC KEY", pointSPKI(t, env.SessionKey))
		aesKey = d.OpenSSL("pkeyutl", "-derive", "-inkey", keyFile, "-peerkey", peer)[:32]
	}
	if len(aesKey) != 32 {
		t.Fatalf("%s: AES key of %d bytes", env.Format, len(aesKey))
	}
	return d.OpenSSL("enc", "-d", "-id-aes256-wrap-pad", "-K", hex.EncodeToString(aesKey), "-iv", "A65959A6",
		"-in", d.File("wrapped", env.Key))
}

// pointSPKI encodes an uncompressed point as a SubjectPublicKeyInfo.
func pointSPKI(t *testing.T, point []byte) []byte {
	t.Helper()
	curve := map[int]ecdh.Curve{65: ecdh.P256(), 97: ecdh.P384(), 133: ecdh.P521()}[len(point)]
	if curve == nil {
		t.Fatalf("point of %d bytes", len(point))
	}
	pub, err := curve.NewPublicKey(point)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(pub)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func TestSealedKeyIsUnsealedByOpenSSL(t *testing.T) {
	rsaSecret, ecSecret := keytest.PKCS8(t, keytest.RSA(t)), keytest.PKCS8(t, keytest.EC(t))
	for _, c := range []struct {
		name      string
		format    token.EnvelopeFormat
		recipient crypto.Signer
		secret    []byte
	}{
		{"RSA key by OAEP", token.EnvelopeOAEP, keytest.RSA(t), rsaSecret},
		{"EC key by OAEP", token.EnvelopeOAEP, keytest.RSA(t), ecSecret},
		{"RSA key by PKCS#1", token.EnvelopePKCS1, keytest.RSA(t), rsaSecret},
		{"EC key by P-256", token.EnvelopeECDH, keytest.EC(t), ecSecret},
		{"RSA key by P-384", token.EnvelopeECDH, keytest.ECOn(t, elliptic.P384()), rsaSecret},
	} {
		env, err := est.Seal(c.format, c.recipient.Public(), c.secret)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if got := unsealWithOpenSSL(t, env, c.recipient); !bytes.Equal(got, c.secret) {
			t.Errorf("%s: openssl finds another key", c.name)
		}
	}
}

func TestSealMakesEachEnvelopeAnew(t *testing.T) {
	recipient, secret := keytest.EC(t), keytest.PKCS8(t, keytest.EC(t))
	first, err := est.Seal(token.EnvelopeECDH, &recipient.PublicKey, secret)
	if err != nil {
		t.Fatal(err)
	}
	second, err := est.Seal(token.EnvelopeECDH, &recipient.PublicKey, secret)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(first.SessionKey, second.SessionKey) || bytes.Equal(first.Key, second.Key) {
		t.Error("two envelopes share a session key")
	}
}

func TestNothingIsSealedForAKeyThatCannotOpenIt(t *testing.T) {
	rsaPub, p256, p224 := keytest.RSA(t).Public(), keytest.EC(t).Public(), keytest.ECOn(t, elliptic.P224()).Public()
	secret := keytest.PKCS8(t, keytest.EC(t))
	for name, c := range map[string]struct {
		format    token.EnvelopeFormat
		recipient crypto.PublicKey
		secret    []byte
	}{
		"OAEP for an EC key":  {token.EnvelopeOAEP, p256, secret},
		"ECDH for an RSA key": {token.EnvelopeECDH, rsaPub, secret},
		"unknown format":      {"rot13", rsaPub, secret},
		"no recipient":        {token.EnvelopeOAEP, nil, secret},
		"curve without ECDH":  {token.EnvelopeECDH, p224, secret},
		"nothing to wrap":     {token.EnvelopeOAEP, rsaPub, nil},
		"more than a key":     {token.EnvelopeOAEP, rsaPub, make([]byte, 10000)},
	} {
		if _, err := est.Seal(c.format, c.recipient, c.secret); err == nil {
			t.Errorf("%s: sealed", name)
		}
	}
}
