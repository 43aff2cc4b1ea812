package est_test

import (
	"bytes"
	"crypto"
	"crypto/elliptic"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"ukey/renew/est"
	"ukey/renew/internal/keytest"
	"ukey/token"
)

// oldCertificate has what makes re-enrolment hard: a Chinese name as a
// BMPString, which encoding/asn1 would never write, two kinds of alternative
// name, and an extension that is the CA's business.
func oldCertificate(t *testing.T) *x509.Certificate {
	t.Helper()
	bmp := asn1.RawValue{Tag: asn1.TagBMPString, Bytes: []byte{0x6d, 0xf1, 0x57, 0x33}} // 深圳
	subject, err := asn1.Marshal(pkix.RDNSequence{
		{{Type: asn1.ObjectIdentifier{2, 5, 4, 6}, Value: "CN"}},
		{{Type: asn1.ObjectIdentifier{2, 5, 4, 10}, Value: "深圳市示例科技有限公司"}},
		{{Type: asn1.ObjectIdentifier{2, 5, 4, 3}, Value: bmp}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return newAuthority(t, "CA").sign(&x509.Certificate{
		RawSubject: subject, DNSNames: []string{"example.com"}, EmailAddresses: []string{"a@example.com"},
		ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 156, 10260, 4, 1, 4}, Value: []byte{0x13, 1, 'x'}}},
	}, keytest.EC(t).Public())
}

func TestCSRVerifiesInOpenSSL(t *testing.T) {
	old := oldCertificate(t)
	for name, key := range map[string]crypto.Signer{
		"RSA": keytest.RSA(t), "P-256": keytest.EC(t), "P-384": keytest.ECOn(t, elliptic.P384()),
	} {
		der, err := est.NewCSR(old, opaque{key})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		d := keytest.NewFolder(t)
		d.OpenSSL("req", "-inform", "DER", "-in", d.File("csr.der", der), "-verify", "-noout")
		text := string(d.OpenSSL("req", "-inform", "DER", "-in", d.File("csr.der", der), "-text", "-noout"))
		for _, want := range []string{"DNS:example.com", "email:a@example.com", "sha"} {
			if !strings.Contains(strings.ToLower(text), strings.ToLower(want)) {
				t.Errorf("%s: no %s in\n%s", name, want, text)
			}
		}
		if algorithm := strings.ToUpper(text); !strings.Contains(algorithm, "SHA256") {
			t.Errorf("%s: not signed with SHA-256", name)
		}
	}
}

func TestCSRRepeatsNamesByteForByte(t *testing.T) {
	old := oldCertificate(t)
	der, err := est.NewCSR(old, opaque{keytest.EC(t)})
	if err != nil {
		t.Fatal(err)
	}
	csr, err := x509.ParseCertificateRequest(der)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(csr.RawSubject, old.RawSubject) {
		t.Errorf("subject is %s\nwas        %s", hex.EncodeToString(csr.RawSubject), hex.EncodeToString(old.RawSubject))
	}
	if len(csr.Extensions) != 1 {
		t.Fatalf("%d extensions, want subjectAltName alone", len(csr.Extensions))
	}
	for _, ext := range old.Extensions {
		if ext.Id.Equal(csr.Extensions[0].Id) && !bytes.Equal(ext.Value, csr.Extensions[0].Value) {
			t.Errorf("subjectAltName is %x, was %x", csr.Extensions[0].Value, ext.Value)
		}
	}
}

func TestCSRWithoutAlternativeNames(t *testing.T) {
	ca := newAuthority(t, "CA")
	der, err := est.NewCSR(ca.cert, opaque{keytest.EC(t)})
	if err != nil {
		t.Fatal(err)
	}
	csr, err := x509.ParseCertificateRequest(der)
	if err != nil || len(csr.Extensions) != 0 {
		t.Errorf("got %v, %v", csr, err)
	}
}

func TestCSRNotMade(t *testing.T) {
	old, key := oldCertificate(t), keytest.EC(t)
	if _, err := est.NewCSR(old, unplugged{opaque{key}}); !errors.Is(err, token.ErrRemoved) {
		t.Errorf("unplugged: got error %v", err)
	}
	if _, err := est.NewCSR(old, thief{opaque{key}, keytest.EC(t).Public()}); err == nil {
		t.Error("a wrong signature went unnoticed")
	}
	if _, err := est.NewCSR(old, thief{opaque{key}, "a key of no kind"}); err == nil {
		t.Error("a key of no kind signed")
	}
}
