package cms_test

import (
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"
	"time"
)

// opaque is a key on a token, which shows no more of it than this.
type opaque struct{ crypto.Signer }

// opaqueDecrypter is an RSA key on a token.
type opaqueDecrypter struct{ crypto.Decrypter }

// selfSigned makes a certificate that ends at notAfter.
func selfSigned(t testing.TB, key crypto.Signer, notAfter time.Time) *x509.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(20260801),
		Subject:               pkix.Name{CommonName: "深圳市示例科技有限公司", Organization: []string{"示例"}},
		NotBefore:             notAfter.AddDate(-1, 0, 0),
		NotAfter:              notAfter,
		SubjectKeyId:          []byte{1, 2, 3, 4},
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment | x509.KeyUsageCertSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

func nextYear() time.Time { return time.Now().AddDate(1, 0, 0) }
