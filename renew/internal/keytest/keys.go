// Package keytest has the keys that tests of messages and protocols are made
// with, and the files in which openssl, as the other side, wants them.
package keytest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"testing"
)

// RSA makes a key of 2048 bits.
func RSA(t testing.TB) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// EC makes a key on P-256.
func EC(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	return ECOn(t, elliptic.P256())
}

// ECOn makes a key on a curve.
func ECOn(t testing.TB, curve elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// PKCS8 is a private key in DER.
func PKCS8(t testing.TB, key any) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}
