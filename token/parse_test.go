package token_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"math/big"
	"testing"
	"time"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"

	"ukey/token"
	"ukey/token/softkey"
)

const example = softkey.ExampleName

func newIssuer(t testing.TB) *softkey.Issuer {
	t.Helper()
	issuer, err := softkey.NewIssuer("示例 CA")
	must(t, err)
	return issuer
}

// issue issues a certificate for a fresh P-256 key.
func issue(t testing.TB, issuer *softkey.Issuer, spec softkey.CertSpec) []byte {
	t.Helper()
	if spec.Public == nil {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		must(t, err)
		spec.Public = key.Public()
	}
	if spec.RawSubject == nil && spec.Subject.CommonName == "" {
		spec.Subject = pkix.Name{CommonName: example}
	}
	der, err := issuer.Issue(spec)
	must(t, err)
	return der
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestParseCertificateReadsAnOrdinaryOne(t *testing.T) {
	from := time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC)
	until := time.Date(2051, 7, 20, 23, 59, 59, 0, time.UTC) // as a GeneralizedTime
	der := issue(t, newIssuer(t), softkey.CertSpec{Use: token.Signature, NotBefore: from, NotAfter: until})
	c := token.ParseCertificate(der)
	if c.Err != nil {
		t.Fatal(c.Err)
	}
	if c.Subject.CommonName() != example || c.Issuer.CommonName() != "示例 CA" {
		t.Errorf("subject %s, issuer %s", c.Subject, c.Issuer)
	}
	if !c.NotBefore.Equal(from) || !c.NotAfter.Equal(until) || c.NotAfter.Location() != time.UTC {
		t.Errorf("valid from %v until %v", c.NotBefore, c.NotAfter)
	}
	if c.Algorithm() != "EC P-256" || c.SignatureAlgorithm() != "ECDSA-SHA256" {
		t.Errorf("algorithms %q, %q", c.Algorithm(), c.SignatureAlgorithm())
	}
	if c.IsCA || c.Serial.Cmp(c.X509.SerialNumber) != 0 || !bytes.Equal(c.DER, der) {
		t.Error("fields differ from the certificate's")
	}
}

func TestUseFollowsFromKeyUsage(t *testing.T) {
	issuer := newIssuer(t)
	for asked, want := range map[token.Use]token.Use{
		token.Signature: token.Signature, token.Encryption: token.Encryption, token.Both: token.Both,
		"": token.Both, // no key usage at all
	} {
		if c := token.ParseCertificate(issue(t, issuer, softkey.CertSpec{Use: asked})); c.Use != want {
			t.Errorf("issued for %q, read as %q", asked, c.Use)
		}
	}
	if root := token.ParseCertificate(issuer.Root().Raw); root.Use != token.Signature || !root.IsCA {
		t.Errorf("the authority's own is for %q, IsCA %t", root.Use, root.IsCA)
	}
}

// Strict parsers refuse this one, as they do many that are in use in China.
func TestChineseInPrintableStringIsReadAndItsSignatureVerifies(t *testing.T) {
	issuer := newIssuer(t)
	der := issue(t, issuer, softkey.CertSpec{RawSubject: printableName(t, example)})
	if _, err := smx509.ParseCertificate(der); err == nil {
		t.Fatal("the strict parser takes it: this test proves nothing")
	}
	c := token.ParseCertificate(der)
	if c.Err != nil || c.Subject.CommonName() != example {
		t.Fatalf("CN %q, %v", c.Subject.CommonName(), c.Err)
	}
	if !bytes.Equal(c.X509.Raw, der) || !bytes.Equal(c.X509.RawSubject, c.Subject.Raw) {
		t.Error("the parsed certificate does not hold the bytes of the original")
	}
	root := token.ParseCertificate(issuer.Root().Raw)
	must(t, c.X509.CheckSignatureFrom(root.X509))
}

// printableName is a name with a CN that no PrintableString may hold.
func printableName(t testing.TB, cn string) []byte {
	t.Helper()
	value := asn1.RawValue{Tag: asn1.TagPrintableString, Bytes: []byte(cn)}
	der, err := asn1.Marshal([][]struct {
		ID    asn1.ObjectIdentifier
		Value asn1.RawValue
	}{{{asn1.ObjectIdentifier{2, 5, 4, 3}, value}}})
	must(t, err)
	// Inner slices are SETs in a name.
	der[2] = 0x31
	return der
}

func TestNegativeSerialIsReadAsUnsigned(t *testing.T) {
	der := issue(t, newIssuer(t), softkey.CertSpec{})
	serial := token.ParseCertificate(der).Serial
	at := bytes.Index(der, serial.Bytes())
	der[at] |= 0x80
	if _, err := smx509.ParseCertificate(der); err == nil {
		t.Fatal("the strict parser takes it: this test proves nothing")
	}
	c := token.ParseCertificate(der)
	want := new(big.Int).SetBytes(der[at : at+len(serial.Bytes())])
	if c.Err != nil || c.Serial.Cmp(want) != 0 {
		t.Errorf("serial %x, %v", c.Serial, c.Err)
	}
}

func TestWhatFillsUpTheFileIsCutOff(t *testing.T) {
	der := issue(t, newIssuer(t), softkey.CertSpec{})
	for _, filling := range [][]byte{{0, 0, 0}, {0xFF, 0xFF}, der[:50]} {
		c := token.ParseCertificate(append(bytes.Clone(der), filling...))
		if c.Err != nil || !bytes.Equal(c.DER, der) {
			t.Errorf("%d bytes of %d, %v", len(c.DER), len(der), c.Err)
		}
	}
}

func TestUnreadableCertificateKeepsItsBytesAndSaysWhy(t *testing.T) {
	for _, der := range [][]byte{nil, {}, []byte("not a certificate"), {0x30, 0x00}, bytes.Repeat([]byte{0x30, 0x80}, 5000)} {
		c := token.ParseCertificate(der)
		if c.Err == nil || c.X509 != nil || !bytes.Equal(c.DER, der) {
			t.Errorf("%.20x: %+v", der, c.Err)
		}
		if s := c.Validity(time.Now(), 0).Status; s != token.Unreadable {
			t.Errorf("%.20x is %s", der, s)
		}
		if c.Algorithm() != "" || c.SignatureAlgorithm() != "" || c.CreditCode() != "" || len(c.Extensions()) > 0 {
			t.Errorf("%.20x has contents", der)
		}
	}
}

func TestAnUnreadableCertificateSaysWhatIsWrongWithIt(t *testing.T) {
	whole := issue(t, newIssuer(t), softkey.CertSpec{})
	broken := issue(t, newIssuer(t), softkey.CertSpec{
		ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 19}, Value: []byte{1}}},
	})
	for want, der := range map[token.CertificateFault][][]byte{
		token.CertificateEmpty:   {nil, {}},
		token.CertificateCutOff:  {whole[:1], whole[:3], whole[:4], whole[:200], whole[:len(whole)-1]},
		token.CertificateForeign: {[]byte("not a certificate"), {0x30, 0x00}, {0x30, 0x03, 0x02, 0x01, 0x01}, make([]byte, 900)},
		token.CertificateBroken:  {broken},
	} {
		for _, der := range der {
			c := token.ParseCertificate(der)
			why, ok := errors.AsType[*token.UnreadableError](c.Err)
			if !ok || why.Fault != want {
				t.Errorf("%d bytes, %.8x: %v, want %s", len(der), der, c.Err, want)
			}
		}
	}
}

// The names of a certificate that cannot be read say whose it is.
func TestUnreadableCertificateTellsItsNames(t *testing.T) {
	spec := softkey.CertSpec{ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 19}, Value: []byte{1}}}}
	c := token.ParseCertificate(issue(t, newIssuer(t), spec))
	if c.Err == nil {
		t.Fatal("a broken extension passes: this test proves nothing")
	}
	if c.Subject.CommonName() != example || c.NotAfter.IsZero() || c.Serial == nil {
		t.Errorf("subject %s, until %v, serial %v", c.Subject, c.NotAfter, c.Serial)
	}
}

func TestSM2CertificateIsNamed(t *testing.T) {
	key, err := sm2.GenerateKey(rand.Reader)
	must(t, err)
	template := &smx509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: example},
		NotBefore: time.Now(), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := smx509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	must(t, err)
	c := token.ParseCertificate(der)
	if c.Err != nil || c.Algorithm() != "SM2" || c.SignatureAlgorithm() != "SM2-SM3" || c.Public == nil {
		t.Errorf("algorithms %q, %q, %v", c.Algorithm(), c.SignatureAlgorithm(), c.Err)
	}
}

func TestEmptySubjectIsNoError(t *testing.T) {
	c := token.ParseCertificate(issue(t, newIssuer(t), softkey.CertSpec{RawSubject: []byte{0x30, 0x00}}))
	if c.Err != nil || c.Subject.String() != "" || c.Subject.CommonName() != "" {
		t.Errorf("subject %q, %v", c.Subject, c.Err)
	}
}

func TestAlgorithmNamesTheSize(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	must(t, err)
	c := token.ParseCertificate(issue(t, newIssuer(t), softkey.CertSpec{Public: key.Public()}))
	if c.Algorithm() != "RSA 2048" {
		t.Errorf("algorithm %q", c.Algorithm())
	}
}

func FuzzParseCertificate(f *testing.F) {
	issuer := newIssuer(f)
	f.Add(issuer.Root().Raw)
	f.Add(issue(f, issuer, softkey.CertSpec{Use: token.Encryption, CreditCode: softkey.ExampleCreditCode}))
	f.Add(issue(f, issuer, softkey.CertSpec{RawSubject: printableName(f, example)}))
	f.Add([]byte("not a certificate"))
	f.Add(issueFrom(f, nil, example, true, true).view.DER)
	root := token.ParseCertificate(issuer.Root().Raw)
	f.Fuzz(func(t *testing.T, der []byte) {
		c := token.ParseCertificate(der)
		if (c.Err == nil) != (c.X509 != nil) {
			t.Errorf("Err is %v, X509 is %v", c.Err, c.X509)
		}
		if !bytes.HasPrefix(der, c.DER) {
			t.Error("DER was changed")
		}
		// None of these may panic, whatever the certificate.
		_, _, _, _ = c.Algorithm(), c.SignatureAlgorithm(), c.CreditCode(), c.Subject.String()
		for _, e := range c.Extensions() {
			if e.OID == "" {
				t.Error("extension without a number")
			}
		}
		_ = c.Validity(time.Now(), 30)
		if chain := token.Chain([]token.Certificate{root, c}, c); len(chain) == 0 || len(chain) > 2 {
			t.Errorf("chain of %d", len(chain))
		}
	})
}
