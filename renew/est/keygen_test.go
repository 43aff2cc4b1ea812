package est_test

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ukey/renew/cms"
	"ukey/renew/est"
	"ukey/renew/internal/keytest"
	"ukey/token"
)

func TestKeyGenAnswerComesBack(t *testing.T) {
	ca := newAuthority(t, "CA")
	cert := ca.client(keytest.EC(t).Public())
	for name, answer := range map[string]est.KeyGenAnswer{
		"wrapped": {Envelope: envelopes()[0], Certificates: []*x509.Certificate{cert, ca.cert}},
		"CMS":     {CMS: []byte{0x30, 0}, Certificates: []*x509.Certificate{cert}},
	} {
		contentType, body, err := est.WriteKeyGenAnswer(answer)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		_, again, err := est.WriteKeyGenAnswer(answer)
		if err != nil || !bytes.Equal(again, body) {
			t.Errorf("%s: the same answer gives other bytes, or %v", name, err)
		}
		got, err := est.ParseKeyGenAnswer(contentType, body)
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, body)
		}
		if diff := cmp.Diff(answer, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestWriteKeyGenAnswerRefuses(t *testing.T) {
	certs := []*x509.Certificate{newAuthority(t, "CA").cert}
	for name, answer := range map[string]est.KeyGenAnswer{
		"no key":         {Certificates: certs},
		"two keys":       {Envelope: envelopes()[0], CMS: []byte{0x30, 0}, Certificates: certs},
		"no certificate": {Envelope: envelopes()[0]},
		"no envelope":    {Envelope: token.Envelope{Format: token.EnvelopeOAEP}, Certificates: certs},
	} {
		if _, _, err := est.WriteKeyGenAnswer(answer); err == nil {
			t.Errorf("%s: written", name)
		}
	}
}

const mixed = `multipart/mixed; boundary="b"`

// message makes a multipart body of parts, each a type, an empty line and a
// text.
func message(parts ...string) []byte {
	var b strings.Builder
	b.WriteString("a preamble, to be ignored\r\n")
	for _, part := range parts {
		b.WriteString("--b\r\nContent-Type: " + strings.ReplaceAll(part, "\n", "\r\n") + "\r\n")
	}
	b.WriteString("--b--\r\n")
	return []byte(b.String())
}

func TestParseKeyGenAnswer(t *testing.T) {
	cert := newAuthority(t, "CA").cert
	p7, err := cms.CertsOnly(cert.Raw)
	if err != nil {
		t.Fatal(err)
	}
	var (
		key    = est.MediaWrappedKey + "\n\n" + string(est.EncodeBody(marshal(t, envelopes()[2])))
		certs  = est.MediaCerts + "\n\n" + string(est.EncodeBody(p7))
		loose  = "Application/PKCS7-MIME\nContent-Transfer-Encoding: base64\n\n" + string(est.EncodeWrapped(p7))
		text   = "text/plain\nContent-Transfer-Encoding: quoted-printable\n\nhello=20there"
		clear  = "application/pkcs8\n\n" + string(est.EncodeBody(keytest.PKCS8(t, keytest.EC(t))))
		sealed = est.MediaServerKey + "\n\nMAA="
		large  = est.MediaWrappedKey + "\n\n" + base64.StdEncoding.EncodeToString(make([]byte, est.MaxBody))
	)
	for name, c := range map[string]struct {
		contentType string
		body        []byte
		want        error
	}{
		"key, then certificate":     {mixed, message(key, certs), nil},
		"certificate first":         {mixed, message(certs, key), nil},
		"certificate without a use": {mixed, message(key, loose), nil},
		"among other parts":         {mixed, message(text, key, text, certs), nil},
		"capital letters":           {"Multipart/MIXED; Boundary=b", message(key, certs), nil},

		"key in the clear":        {mixed, message(clear, certs), est.ErrMalformed},
		"also in the clear":       {mixed, message(key, clear, certs), est.ErrMalformed},
		"no key":                  {mixed, message(certs), est.ErrMalformed},
		"no certificate":          {mixed, message(key), est.ErrMalformed},
		"two keys":                {mixed, message(key, key, certs), est.ErrMalformed},
		"two kinds of key":        {mixed, message(key, sealed, certs), est.ErrMalformed},
		"two lists":               {mixed, message(key, certs, certs), est.ErrMalformed},
		"rubbish key":             {mixed, message(est.MediaWrappedKey+"\n\nMAA=", certs), est.ErrMalformed},
		"rubbish certificate":     {mixed, message(key, est.MediaCerts+"\n\nMAA="), est.ErrMalformed},
		"part without type":       {mixed, message(key, certs, "\n\n"), est.ErrMalformed},
		"too many parts":          {mixed, message(key, certs, text, text, text, text, text, text, text), est.ErrMalformed},
		"no end":                  {mixed, message(key, certs)[:100], est.ErrMalformed},
		"nothing":                 {mixed, nil, est.ErrMalformed},
		"no boundary":             {"multipart/mixed", message(key, certs), est.ErrMalformed},
		"other boundary":          {"multipart/mixed; boundary=c", message(key, certs), est.ErrMalformed},
		"not multipart":           {"text/html", message(key, certs), est.ErrMalformed},
		"no type":                 {"", message(key, certs), est.ErrMalformed},
		"longer than any answer":  {mixed, message(large), est.ErrTooLarge},
		"control codes in a type": {"text/\x1b[31m", nil, est.ErrMalformed},
	} {
		got, err := est.ParseKeyGenAnswer(c.contentType, c.body)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: got error %v, want %v", name, err, c.want)
		}
		if c.want == nil && (got.Envelope.Format != token.EnvelopeECDH || len(got.Certificates) != 1) {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
