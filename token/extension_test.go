package token_test

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"strconv"
	"strings"
	"testing"

	"ukey/token"
	"ukey/token/softkey"
)

// withExtension issues a certificate with one extension more.
func withExtension(t *testing.T, oid string, value []byte) token.Certificate {
	t.Helper()
	extension := pkix.Extension{Id: parseOID(t, oid), Value: value}
	c := token.ParseCertificate(issue(t, newIssuer(t), softkey.CertSpec{Use: token.Signature, ExtraExtensions: []pkix.Extension{extension}}))
	if c.Err != nil {
		t.Fatal(c.Err)
	}
	return c
}

func parseOID(t *testing.T, s string) (oid asn1.ObjectIdentifier) {
	t.Helper()
	for arc := range strings.SplitSeq(s, ".") {
		n, err := strconv.Atoi(arc)
		must(t, err)
		oid = append(oid, n)
	}
	return oid
}

// find returns an extension by its number.
func find(t *testing.T, c token.Certificate, oid string) token.Extension {
	t.Helper()
	for _, e := range c.Extensions() {
		if e.OID == oid {
			return e
		}
	}
	t.Fatalf("no extension %s", oid)
	return token.Extension{}
}

func element(tag byte, content string) []byte {
	return append([]byte{tag, byte(len(content))}, content...)
}

func TestExtensionTextIsFoundHoweverItIsWritten(t *testing.T) {
	const number = "91440300MA5EXAMP0C"
	for name, value := range map[string][]byte{
		"UTF8String":             element(0x0C, number),
		"PrintableString":        element(0x13, number),
		"IA5String":              element(0x16, number),
		"bare characters":        []byte(number),
		"under a context tag":    element(0x80, number),
		"explicitly tagged":      element(0xA0, string(element(0x0C, number))),
		"inside a SEQUENCE":      element(0x30, string(element(0x13, number))),
		"inside an OCTET STRING": element(0x04, number),
	} {
		e := find(t, withExtension(t, "1.2.156.10260.4.1.4", value), "1.2.156.10260.4.1.4")
		if e.Value != number || e.Name != "organizationCode" {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

func TestUnknownExtensionIsShownAsHex(t *testing.T) {
	e := find(t, withExtension(t, "1.2.3.4.5", []byte{0x30, 0x03, 0x02, 0x01, 0x05}), "1.2.3.4.5")
	if e.Name != "" || e.Value != "3003020105" {
		t.Errorf("%+v", e)
	}
}

func TestStandardExtensionsAreDescribed(t *testing.T) {
	c := withExtension(t, "2.5.29.37", element(0x30, string([]byte{0x06, 0x08, 0x2B, 6, 1, 5, 5, 7, 3, 2})))
	for oid, want := range map[string]token.Extension{
		"2.5.29.15": {Name: "keyUsage", Critical: true, Value: "digitalSignature, nonRepudiation"},
		"2.5.29.37": {Name: "extKeyUsage", Value: "clientAuth"},
	} {
		want.OID = oid
		if got := find(t, c, oid); got != want {
			t.Errorf("%+v, not %+v", got, want)
		}
	}
}

func TestNETCAEntityIsOpened(t *testing.T) {
	const oid = "1.3.6.1.4.1.18760.1.12.11"
	encoded := base64.StdEncoding.EncodeToString([]byte("示例"))
	for written, want := range map[string]string{
		"00011@0006PO1" + encoded:   "00011@0006PO1示例",
		"00011@0006PO0" + "plain":   "00011@0006PO0plain",
		"00011@0006PO1" + "not b64": "00011@0006PO1not b64",
		"without the sign":          "without the sign",
	} {
		if got := find(t, withExtension(t, oid, element(0x0C, written)), oid).Value; got != want {
			t.Errorf("%q is opened as %q, not %q", written, got, want)
		}
	}
}

func TestCreditCodeIsFoundWhereAuthoritiesPutIt(t *testing.T) {
	const code = softkey.ExampleCreditCode
	issuer := newIssuer(t)
	subject := func(oid, value string) softkey.CertSpec {
		return softkey.CertSpec{Subject: pkix.Name{CommonName: "x", ExtraNames: []pkix.AttributeTypeAndValue{{Type: parseOID(t, oid), Value: value}}}}
	}
	extension := func(oid string, value []byte) softkey.CertSpec {
		return softkey.CertSpec{ExtraExtensions: []pkix.Extension{{Id: parseOID(t, oid), Value: value}}}
	}
	for name, spec := range map[string]softkey.CertSpec{
		"organisation code":       {CreditCode: code},
		"serialNumber":            subject("2.5.4.5", code),
		"organizationIdentifier":  subject("2.5.4.97", "NTRCN-"+code),
		"OU":                      subject("2.5.4.11", "统一社会信用代码:"+code),
		"OU, written small":       subject("2.5.4.11", strings.ToLower(code)),
		"business registration":   extension("1.2.156.10260.4.1.3", []byte(code)),
		"CN, behind the name":     subject("2.5.4.3", "示例公司@"+code+"@01"),
		"UID":                     subject("0.9.2342.19200300.100.1.1", code),
		"attribute of GM/T 0015":  subject("1.2.156.10260.4.1.4", code),
		"older set":               extension("1.2.86.11.7.3", element(0x13, code)),
		"GDCA":                    extension("1.2.86.11.7.7550243.1", element(0x0C, code)),
		"SHECA":                   extension("1.2.156.112570.11.210", element(0x16, code)),
		"Shenzhen's entity":       extension("2.16.156.112548", element(0x0C, code)),
		"NETCA's entity, Base64":  extension("1.3.6.1.4.1.18760.1.12.11", element(0x0C, "00011@0006PO1"+base64.StdEncoding.EncodeToString([]byte(code)))),
		"beside an old-style one": {CreditCode: "MA5EXAMP0", ExtraExtensions: []pkix.Extension{{Id: parseOID(t, "1.2.156.10260.4.1.5"), Value: element(0x13, code)}}},
	} {
		c := token.ParseCertificate(issue(t, issuer, spec))
		if got := c.CreditCode(); got != code {
			t.Errorf("%s: %q", name, got)
		}
	}
	for name, spec := range map[string]softkey.CertSpec{
		"nowhere":               {},
		"wrong check character": {CreditCode: code[:17] + "D"},
		"part of a longer word": subject("2.5.4.11", code+"0"),
	} {
		c := token.ParseCertificate(issue(t, issuer, spec))
		if got := c.CreditCode(); got != "" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestValidCreditCodeChecksTheLastCharacter(t *testing.T) {
	for code, want := range map[string]bool{
		"91350100M000100Y43": true,
		"91440300MA5EXAMP0C": true,
		"91350100M000100Y44": false,
		"91350100M000100Y4":  false,
		"91350100M000100YI3": false, // no letter I
		"91350100m000100y43": false,
		"":                   false,
	} {
		if token.ValidCreditCode(code) != want {
			t.Errorf("%q: %t", code, !want)
		}
	}
}

// Every number of a Chinese authority that is known has a name.
func TestChineseExtensionsHaveNames(t *testing.T) {
	for oid, want := range map[string]string{
		"1.2.156.10260.4.1.1":         "identifyCode",
		"1.2.156.10260.4.1.2":         "insuranceNumber",
		"1.2.156.10260.4.1.3":         "iCRegistrationNumber",
		"1.2.156.10260.4.1.4":         "organizationCode",
		"1.2.156.10260.4.1.5":         "taxationNumber",
		"1.2.86.11.7.1":               "identifyCode",
		"1.2.86.11.7.2":               "insuranceNumber",
		"1.2.86.11.7.5":               "taxationNumber",
		"1.3.6.1.4.1.18760.1.12.11":   "netcaEntityID",
		"1.3.6.1.4.1.18760.1.12.12.2": "netcaClass",
		"1.3.6.1.4.1.18760.1.12.14":   "netcaBindingValue",
		"2.16.156.112548":             "shenzhenEntityID",
		"1.2.86.21.1.3":               "gdcaTrustID",
		"1.2.86.11.7.7550243.1":       "gdcaCreditCode",
		"1.2.156.112570.11.205":       "shecaUniqueID",
		"1.2.156.112570.11.210":       "shecaCreditCode",
		"1.2.156.112562.2.1.1.1":      "bjcaUniqueID",
		"2.16.840.1.113732.2":         "bjcaUniqueID",
	} {
		const value = "110101199003070000"
		if e := find(t, withExtension(t, oid, element(0x0C, value)), oid); e.Name != want || e.Value != value {
			t.Errorf("%s: %+v", oid, e)
		}
	}
}

// The identity code is a CHOICE of an ID card, an officer's card and a
// passport (GM/T 0015).
func TestIdentityCodeIsReadWhicheverDocumentItNames(t *testing.T) {
	const oid, value = "1.2.156.10260.4.1.1", "110101199003070000"
	for _, tag := range []byte{0x80, 0x81, 0x82} {
		for _, der := range [][]byte{element(tag, value), element(tag|0x20, string(element(0x13, value)))} {
			if e := find(t, withExtension(t, oid, der), oid); e.Value != value {
				t.Errorf("%x is read as %q", der, e.Value)
			}
		}
	}
}
