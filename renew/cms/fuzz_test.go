package cms

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"math/big"
	"testing"
	"time"

	"go.mozilla.org/pkcs7"
)

// seeds returns one message of each kind, and the RSA key and certificate
// that they are made with.
func seeds(f *testing.F) (messages [][]byte, key *rsa.PrivateKey, cert *x509.Certificate) {
	f.Helper()
	must := func(err error) {
		if err != nil {
			f.Fatal(err)
		}
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	must(err)
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(err)
	cert, err = x509.ParseCertificate(der)
	must(err)
	der, err = x509.CreateCertificate(rand.Reader, template, template, &ec.PublicKey, ec)
	must(err)
	ecCert, err := x509.ParseCertificate(der)
	must(err)

	certs, err := CertsOnly(cert.Raw, ecCert.Raw)
	must(err)
	signed, err := Sign([]byte("content"), ecCert, ec, false)
	must(err)
	detached, err := Sign([]byte("content"), cert, key, true)
	must(err)
	enveloped, err := Envelope([]byte("content"), cert)
	must(err)
	return [][]byte{certs, signed, detached, enveloped, {0x30, 0x80, 0, 0}}, key, cert
}

func FuzzNormalise(f *testing.F) {
	messages, _, _ := seeds(f)
	for _, m := range messages {
		f.Add(m)
	}
	f.Fuzz(func(t *testing.T, ber []byte) {
		der, err := normalise(ber)
		if err != nil {
			return
		}
		again, err := normalise(der)
		if err != nil || !bytes.Equal(again, der) {
			t.Errorf("%x is not in normal form: %x, %v", der, again, err)
		}
	})
}

func FuzzRead(f *testing.F) {
	messages, key, cert := seeds(f)
	for _, m := range messages {
		f.Add(m)
	}
	f.Fuzz(func(t *testing.T, ber []byte) {
		if certs, err := ParseCertsOnly(ber); err == nil && len(certs) == 0 {
			t.Error("ParseCertsOnly: neither certificates nor an error")
		}
		if signed, err := Verify(ber, nil); err == nil && signed.Signer == nil {
			t.Error("Verify: neither a signer nor an error")
		}
		_, _ = Verify(ber, []byte("content"))
		_, _ = Open(ber, key, cert)
	})
}

func FuzzKeyPackage(f *testing.F) {
	messages, key, cert := seeds(f)
	for _, m := range messages {
		f.Add(m, true)
		f.Add(m, false)
	}
	signed, err := signKeyPackage([]byte{0x30, 0x02, 0x30, 0x00}, KeySigner{Key: key, Chain: []*x509.Certificate{cert}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(signed, true)
	f.Fuzz(func(t *testing.T, plain []byte, isSigned bool) {
		kind := pkcs7.OIDData
		if isSigned {
			kind = pkcs7.OIDSignedData
		}
		if got, err := readKeyPackage(kind, bytes.Clone(plain)); err == nil && isSigned && got.Signer == nil {
			t.Error("neither a signer nor an error")
		}
	})
}
