package cases_test

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"math/big"
	"reflect"
	"testing"
	"time"

	"ukey/renew/cases"
	"ukey/renew/cms"
	"ukey/renew/internal/keytest"
)

// expired is a key with a certificate that ran out an hour ago.
func expired(t testing.TB) (*ecdsa.PrivateKey, *x509.Certificate) {
	t.Helper()
	key := keytest.EC(t)
	template := &x509.Certificate{SerialNumber: big.NewInt(7), NotAfter: time.Now().Add(-time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return key, cert
}

func TestAStatementIsReadAsItWasSignedWithAnExpiredCertificate(t *testing.T) {
	key, cert := expired(t)
	form := goodForm()
	said := &cases.Statement{
		Purpose: cases.ToSubmit, Nonce: "n", Audience: "ca.example:8443", Case: "c", Form: &form,
		Documents: map[cases.Kind]string{cases.IDCard: "00"},
	}
	message, err := said.Sign(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	read, signer, err := cases.ReadStatement(message)
	if err != nil || !reflect.DeepEqual(read, said) || !signer.Equal(cert) {
		t.Errorf("read %+v by %v: %v", read, signer, err)
	}
}

func TestNobodyElsesKeySignsForACertificate(t *testing.T) {
	_, cert := expired(t)
	other, _ := expired(t)
	if _, err := new(cases.Statement).Sign(cert, other); !errors.Is(err, cms.ErrUnsupported) {
		t.Errorf("got %v", err)
	}
}

func TestWhatIsNotOneStatementIsRefused(t *testing.T) {
	key, cert := expired(t)
	for _, content := range []string{
		"", "null null", "[]", `"open-case"`, `{"purpose":1}`, `{"purpose":"open-case"} x`, `{"wish":"x"}`,
		`{"form":{"age":42}}`, `{"documents":[]}`, `{"purpose":"open-case"}{"purpose":"submit-case"}`, `{"purpose":"open-case"}]`,
	} {
		message, err := cms.Sign([]byte(content), cert, key, false)
		if err != nil {
			t.Fatal(err)
		}
		if got, _, err := cases.ReadStatement(message); err == nil {
			t.Errorf("%q is read as %+v", content, got)
		}
	}
}

// No bytes make the reader fail in any other way than with an error, and none
// but the holder's make a statement by the holder.
func FuzzReadStatement(f *testing.F) {
	key, cert := expired(f)
	form := goodForm()
	for _, said := range []*cases.Statement{
		{Purpose: cases.ToOpen, Nonce: "n", Audience: "a"},
		{Purpose: cases.ToSubmit, Case: "c", Form: &form, Documents: map[cases.Kind]string{cases.IDCard: "00"}},
	} {
		message, err := said.Sign(cert, key)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(message)
		f.Add(message[:len(message)-1])
	}
	f.Add([]byte{0x30, 0x80, 0x30, 0x80})
	f.Fuzz(func(t *testing.T, message []byte) {
		said, signer, err := cases.ReadStatement(message)
		if err == nil && (said == nil || signer == nil) {
			t.Error("neither a statement nor an error")
		}
	})
}
