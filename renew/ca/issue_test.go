package ca_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"testing"
	"time"

	"ukey/renew/ca"
	"ukey/renew/internal/keytest"
)

func oidCreditCode() asn1.ObjectIdentifier {
	return asn1.ObjectIdentifier{1, 2, 156, 10260, 4, 1, 4}
}

func creditCode(t testing.TB) pkix.Extension {
	t.Helper()
	value, err := asn1.Marshal("91440300MA5EXAMPLE")
	must(t, err)
	return pkix.Extension{Id: oidCreditCode(), Value: value}
}

func extension(cert *x509.Certificate, id asn1.ObjectIdentifier) []byte {
	for _, ext := range cert.Extensions {
		if ext.Id.Equal(id) {
			return ext.Value
		}
	}
	return nil
}

func TestIssueKeepsWhatIsTheSubjectsAndNothingElse(t *testing.T) {
	authority := openCA(t, ca.Config{})
	basicConstraints := asn1.ObjectIdentifier{2, 5, 29, 19}
	unknown := asn1.ObjectIdentifier{1, 2, 3, 4}
	csr := newCSR(t, keytest.EC(t), x509.CertificateRequest{
		EmailAddresses: []string{"office@example.cn"},
		ExtraExtensions: []pkix.Extension{
			creditCode(t),
			{Id: basicConstraints, Critical: true, Value: []byte{0x30, 0x03, 0x01, 0x01, 0xff}}, // CA:TRUE
			{Id: unknown, Value: []byte{5, 0}},
		},
	})
	asked, err := x509.ParseCertificateRequest(csr)
	must(t, err)
	der, err := authority.Issue(t.Context(), csr, ca.Sign, ca.Validity{})
	must(t, err)
	cert, err := x509.ParseCertificate(der)
	must(t, err)

	if !bytes.Equal(cert.RawSubject, asked.RawSubject) {
		t.Error("the subject's bytes changed")
	}
	if got := cert.EmailAddresses; len(got) != 1 || got[0] != "office@example.cn" {
		t.Errorf("alternative names: %v", got)
	}
	if !bytes.Equal(extension(cert, oidCreditCode()), creditCode(t).Value) {
		t.Error("the credit code is lost")
	}
	if cert.IsCA {
		t.Error("the request made itself a CA")
	}
	if extension(cert, unknown) != nil {
		t.Error("an extension that is none of the subject's was taken over")
	}
}

func TestProfilesSayWhatAKeyIsFor(t *testing.T) {
	authority := openCA(t, ca.Config{})
	const (
		signing   = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
		rsaCrypt  = x509.KeyUsageKeyEncipherment | x509.KeyUsageDataEncipherment
		agreement = x509.KeyUsageKeyAgreement
	)
	for _, c := range []struct {
		kind    string
		profile ca.Profile
		usage   x509.KeyUsage
	}{
		{"RSA-2048", ca.Sign, signing},
		{"P-256", ca.Sign, signing},
		{"RSA-2048", ca.Encrypt, rsaCrypt},
		{"P-256", ca.Encrypt, agreement},
	} {
		t.Run(c.kind+" "+string(c.profile), func(t *testing.T) {
			cert := newHolder(t, authority, newKey(t, c.kind), c.profile, ca.Validity{}).Cert
			if cert.KeyUsage != c.usage {
				t.Errorf("key usage %b, want %b", cert.KeyUsage, c.usage)
			}
			intermediates := x509.NewCertPool()
			intermediates.AddCert(authority.Chain()[0])
			_, err := cert.Verify(x509.VerifyOptions{
				Roots: authority.Roots(), Intermediates: intermediates, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
			})
			must(t, err)
			if bits := cert.SerialNumber.BitLen(); bits < 64 {
				t.Errorf("a serial number of %d bits can be guessed", bits)
			}
		})
	}
}

func TestIssueRefusesWhatItCannotVouchFor(t *testing.T) {
	authority := openCA(t, ca.Config{})
	key := keytest.EC(t)
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	must(t, err)
	p521, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	must(t, err)
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	must(t, err)
	forKey := func(key crypto.Signer) []byte { return newCSR(t, key, x509.CertificateRequest{}) }
	for name, c := range map[string]struct {
		csr  []byte
		code ca.Code
	}{
		"rubbish":           {[]byte("rubbish"), ca.CodeMalformed},
		"nothing":           {nil, ca.CodeMalformed},
		"bytes behind it":   {append(forKey(key), 0), ca.CodeMalformed},
		"no subject":        {newCSR(t, key, x509.CertificateRequest{RawSubject: []byte{0x30, 0}}), ca.CodeMalformed},
		"another signature": {tampered(forKey(key)), ca.CodeBadSignature},
		"RSA-1024":          {forKey(small), ca.CodeBadKey},
		"P-521":             {forKey(p521), ca.CodeBadKey},
		"Ed25519":           {forKey(edwards), ca.CodeBadKey},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := authority.Issue(t.Context(), c.csr, ca.Sign, ca.Validity{})
			var refusal *ca.Refusal
			if !errors.As(err, &refusal) || refusal.Code != c.code {
				t.Errorf("got %v, want code %d", err, c.code)
			}
		})
	}
}

// tampered breaks the signature at the end of a request.
func tampered(csr []byte) []byte {
	csr = bytes.Clone(csr)
	csr[len(csr)-1] ^= 1
	return csr
}

func TestACertificateIsValidAsAskedAndNoLongerThanTheCA(t *testing.T) {
	clock := newClock()
	authority := openCA(t, ca.Config{Clock: clock.Now})
	now := clock.Now().UTC().Truncate(time.Second)
	years := func(n int) time.Time { return now.AddDate(n, 0, 0) }
	for name, c := range map[string]struct{ given, want ca.Validity }{
		"default is a year from now": {
			ca.Validity{}, ca.Validity{NotBefore: now.Add(-5 * time.Minute), NotAfter: years(1)},
		},
		"both given": {
			ca.Validity{NotBefore: years(-3), NotAfter: years(-2)}, ca.Validity{NotBefore: years(-3), NotAfter: years(-2)},
		},
		"only an end in the past": {
			ca.Validity{NotAfter: years(-1)}, ca.Validity{NotBefore: years(-2), NotAfter: years(-1)},
		},
		"only a beginning in the future": {
			ca.Validity{NotBefore: years(1)}, ca.Validity{NotBefore: years(1), NotAfter: years(2)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			cert := newHolder(t, authority, keytest.EC(t), ca.Sign, c.given).Cert
			if !cert.NotBefore.Equal(c.want.NotBefore) || !cert.NotAfter.Equal(c.want.NotAfter) {
				t.Errorf("got %v to %v, want %v", cert.NotBefore, cert.NotAfter, c.want)
			}
		})
	}
	for name, given := range map[string]ca.Validity{
		"end before beginning":    {NotBefore: years(1), NotAfter: years(-1)},
		"longer than the CA's":    {NotAfter: years(30)},
		"begins before the CA":    {NotBefore: years(-30)},
		"begins after the CA end": {NotBefore: years(30)},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := authority.Issue(t.Context(), newCSR(t, keytest.EC(t), x509.CertificateRequest{}), ca.Sign, given); err == nil {
				t.Error("issued")
			}
		})
	}
}

func TestRenewalsEndWithTheIssuingCA(t *testing.T) {
	clock := newClock()
	authority := openCA(t, ca.Config{Clock: clock.Now})
	end := authority.Chain()[0].NotAfter
	clock.Advance(end.Sub(clock.Now()) - time.Hour)
	if got := newHolder(t, authority, keytest.EC(t), ca.Sign, ca.Validity{}).Cert.NotAfter; !got.Equal(end) {
		t.Errorf("ends at %v, the CA at %v", got, end)
	}
}

func TestDecodeRequestTakesPEMAndDER(t *testing.T) {
	der := newCSR(t, keytest.EC(t), x509.CertificateRequest{})
	for _, kind := range []string{"CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"} {
		text := append([]byte("a line of text\n"), pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})...)
		if got, err := ca.DecodeRequest(text); err != nil || !bytes.Equal(got, der) {
			t.Errorf("%s: %v", kind, err)
		}
	}
	if got, err := ca.DecodeRequest(der); err != nil || !bytes.Equal(got, der) {
		t.Errorf("DER: %v", err)
	}
	for name, content := range map[string][]byte{
		"a certificate": pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		"cut off":       []byte("-----BEGIN CERTIFICATE REQUEST-----\nMII"),
	} {
		if _, err := ca.DecodeRequest(content); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
