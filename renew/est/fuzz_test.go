package est_test

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"ukey/renew/est"
	"ukey/renew/internal/keytest"
	"ukey/token"
)

func FuzzParseEnvelope(f *testing.F) {
	for _, env := range envelopes() {
		f.Add(marshal(f, env))
	}
	f.Fuzz(func(t *testing.T, der []byte) {
		env, err := est.ParseEnvelope(der)
		if err != nil {
			return
		}
		if again := marshal(t, env); !bytes.Equal(again, der) {
			t.Errorf("%x was taken for %x", der, again)
		}
	})
}

func FuzzParseKeyGenAnswer(f *testing.F) {
	certs := []*x509.Certificate{newAuthority(f, "CA").client(keytest.EC(f).Public())}
	for _, answer := range []est.KeyGenAnswer{
		{Envelope: envelopes()[2], Certificates: certs},
		{CMS: []byte{0x30, 0}, Certificates: certs},
	} {
		contentType, body, err := est.WriteKeyGenAnswer(answer)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(contentType, body)
	}
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		answer, err := est.ParseKeyGenAnswer(contentType, body)
		if err != nil {
			return
		}
		if len(answer.Certificates) == 0 || (answer.CMS == nil) == (answer.Envelope.Format == token.EnvelopeFormat("")) {
			t.Errorf("took %+v", answer)
		}
		contentType, body, err = est.WriteKeyGenAnswer(answer)
		if err != nil {
			t.Fatal(err)
		}
		again, err := est.ParseKeyGenAnswer(contentType, body)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(answer, again); diff != "" {
			t.Error(diff)
		}
	})
}

func FuzzParseProblem(f *testing.F) {
	f.Add("application/problem+json", []byte(`{"type":"t","title":"数据有异常","status":403,"detail":"d","code":-8001}`))
	f.Add("text/plain; charset=utf-8", []byte("no"))
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		p := est.ParseProblem(403, contentType, body)
		for _, s := range []string{p.Type, p.Title, p.Detail} {
			if !utf8.ValidString(s) || utf8.RuneCountInString(s) > 501 || bytes.ContainsAny([]byte(s), "\x00\x1b\r\n") {
				t.Errorf("text %q", s)
			}
		}
		if p.Status != 403 {
			t.Errorf("status %d", p.Status)
		}
	})
}

func FuzzParseCSRAttrs(f *testing.F) {
	der, err := base64.StdEncoding.DecodeString(rfcCSRAttrs)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(der)
	f.Fuzz(func(t *testing.T, der []byte) {
		attrs, err := est.ParseCSRAttrs(der)
		if err != nil {
			return
		}
		again, err := est.MarshalCSRAttrs(attrs)
		if err != nil {
			t.Fatal(err)
		}
		back, err := est.ParseCSRAttrs(again)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(attrs, back); diff != "" {
			t.Error(diff)
		}
	})
}

func FuzzDecodeBody(f *testing.F) {
	f.Add([]byte("MAMC\r\nAQU="))
	f.Fuzz(func(t *testing.T, body []byte) {
		der, err := est.DecodeBody(body)
		if err != nil {
			return
		}
		for _, text := range [][]byte{est.EncodeBody(der), est.EncodeWrapped(der)} {
			if back, err := est.DecodeBody(text); err != nil || !bytes.Equal(back, der) {
				t.Errorf("%x came back as %x, %v", der, back, err)
			}
		}
	})
}
