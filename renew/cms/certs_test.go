package cms_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"ukey/renew/cms"
	"ukey/renew/internal/keytest"
)

func TestCertsOnlyIsReadByOpenSSL(t *testing.T) {
	first, second := selfSigned(t, keytest.EC(t), nextYear()), selfSigned(t, keytest.RSA(t), nextYear())
	der, err := cms.CertsOnly(first.Raw, second.Raw)
	if err != nil {
		t.Fatal(err)
	}
	d := keytest.NewFolder(t)
	printed := d.OpenSSL("pkcs7", "-inform", "DER", "-in", d.File("certs.p7", der), "-print_certs")
	for _, cert := range []string{d.Certificate("1.pem", first), d.Certificate("2.pem", second)} {
		if pem := d.OpenSSL("x509", "-in", cert); !bytes.Contains(printed, pem) {
			t.Errorf("openssl does not print %s:\n%s", cert, printed)
		}
	}
}

func TestCertsOnlyKeepsOrder(t *testing.T) {
	first, second := selfSigned(t, keytest.EC(t), nextYear()), selfSigned(t, keytest.EC(t), nextYear())
	der, err := cms.CertsOnly(first.Raw, second.Raw)
	if err != nil {
		t.Fatal(err)
	}
	got, err := cms.ParseCertsOnly(der)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || !got[0].Equal(first) || !got[1].Equal(second) {
		t.Errorf("got %d certificates in another order", len(got))
	}
}

func TestCertsOnlyOfOpenSSLIsRead(t *testing.T) {
	cert := selfSigned(t, keytest.EC(t), nextYear())
	d := keytest.NewFolder(t)
	der := d.OpenSSL("crl2pkcs7", "-nocrl", "-certfile", d.Certificate("cert.pem", cert), "-outform", "DER")
	got, err := cms.ParseCertsOnly(der)
	if err != nil || len(got) != 1 || !got[0].Equal(cert) {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestCertsOnlyRefusesWhatIsNoCertificate(t *testing.T) {
	cert := selfSigned(t, keytest.EC(t), nextYear()).Raw
	for name, certs := range map[string][][]byte{
		"none":     nil,
		"empty":    {{}},
		"cut off":  {cert[:len(cert)-1]},
		"two":      {slices.Concat(cert, cert)},
		"a string": {{4, 1, 0}},
	} {
		if _, err := cms.CertsOnly(certs...); err == nil {
			t.Errorf("%s: packed", name)
		}
	}
}

func TestParseCertsOnlyRefuses(t *testing.T) {
	cert := selfSigned(t, keytest.EC(t), nextYear())
	good, err := cms.CertsOnly(cert.Raw)
	if err != nil {
		t.Fatal(err)
	}
	empty := []byte{ // SignedData without certificates
		0x30, 0x23, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02, 0xa0, 0x16, 0x30, 0x14, 0x02, 0x01,
		0x01, 0x31, 0x00, 0x30, 0x0b, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01, 0x31, 0x00,
	}
	for name, c := range map[string]struct {
		in   []byte
		want error
	}{
		"nothing":         {nil, cms.ErrMalformed},
		"a certificate":   {cert.Raw, cms.ErrMalformed},
		"no certificates": {empty, cms.ErrMalformed},
		"cut off":         {good[:len(good)-1], cms.ErrMalformed},
		"bytes too many":  {append(bytes.Clone(good), 0), cms.ErrMalformed},
		"deep nesting":    {bytes.Repeat([]byte{0x30, 0x80}, cms.MaxSize/2), cms.ErrMalformed},
		"too large":       {bytes.Repeat([]byte{0x30, 0x80}, cms.MaxSize), cms.ErrTooLarge},
	} {
		if _, err := cms.ParseCertsOnly(c.in); !errors.Is(err, c.want) {
			t.Errorf("%s: got error %v, want %v", name, err, c.want)
		}
	}
}
