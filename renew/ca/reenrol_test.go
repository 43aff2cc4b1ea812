package ca_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"net/http"
	"strings"
	"testing"
	"time"

	"ukey/renew/ca"
	"ukey/renew/cms"
	"ukey/renew/est"
	"ukey/renew/internal/keytest"
)

func TestReenrolmentRenewsTheHoldersCertificate(t *testing.T) {
	for _, kind := range []string{"RSA-2048", "P-256"} {
		for name, version := range map[string]uint16{"TLS 1.2": tls.VersionTLS12, "TLS 1.3": tls.VersionTLS13} {
			t.Run(kind+" "+name, func(t *testing.T) {
				server := serveNew(t)
				old := newHolderOf(t, server.CA, newKey(t, kind), ca.Sign, ca.Validity{}, x509.CertificateRequest{
					EmailAddresses:  []string{"office@example.cn"},
					ExtraExtensions: []pkix.Extension{creditCode(t)},
				})
				key := newKey(t, kind)
				client := server.client(t, old, func(c *tls.Config) { c.MinVersion, c.MaxVersion = version, version })
				got := server.enrol(t, client, "", est.OpSimpleReenroll,
					newCSR(t, key, x509.CertificateRequest{RawSubject: old.Cert.RawSubject, EmailAddresses: []string{"office@example.cn"}}))
				fresh := got.certificate(t)

				if !bytes.Equal(fresh.RawSubject, old.Cert.RawSubject) {
					t.Error("the subject's bytes changed")
				}
				if !samePublic(key.Public(), fresh.PublicKey) {
					t.Error("another public key")
				}
				san := asn1.ObjectIdentifier{2, 5, 29, 17}
				if !bytes.Equal(extension(fresh, san), extension(old.Cert, san)) {
					t.Error("the alternative names changed")
				}
				if !bytes.Equal(extension(fresh, oidCreditCode()), creditCode(t).Value) {
					t.Error("the credit code is lost")
				}
				must(t, fresh.CheckSignatureFrom(server.Chain()[0]))
				if fresh.KeyUsage != old.Cert.KeyUsage {
					t.Error("not a signature certificate")
				}
			})
		}
	}
}

func TestAnswersAreOneLineMarkedAsBase64(t *testing.T) {
	server := serveNew(t)
	old := newHolder(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{})
	got := server.enrol(t, server.client(t, old), "", est.OpSimpleReenroll, newCSR(t, keytest.EC(t), x509.CertificateRequest{}))
	if bytes.ContainsAny(got.Body, "\r\n \t") {
		t.Error("white space in the body")
	}
	for name, want := range map[string]string{
		"Content-Type":              "application/pkcs7-mime; smime-type=certs-only",
		"Content-Transfer-Encoding": "base64",
	} {
		if got := got.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestTheSameRequestGetsTheSameAnswer(t *testing.T) {
	onEach(t, func(t *testing.T, cfg ca.Config) {
		var old holder
		key := keytest.EC(t)
		var answers []answer
		t.Run("before a restart", func(t *testing.T) {
			server := serve(t, openCA(t, cfg))
			old = newHolder(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{})
			client := server.client(t, old)
			csr := newCSR(t, key, x509.CertificateRequest{})
			answers = append(answers,
				server.enrol(t, client, "", est.OpSimpleReenroll, csr),
				server.enrol(t, client, "", est.OpSimpleReenroll, csr))
		})
		t.Run("after a restart, with another signature by the same key", func(t *testing.T) {
			server := serve(t, openCA(t, cfg))
			answers = append(answers, server.enrol(t, server.client(t, old), "", est.OpSimpleReenroll,
				newCSR(t, key, x509.CertificateRequest{})))
		})
		for i, a := range answers {
			a.certificate(t)
			if !bytes.Equal(a.Body, answers[0].Body) {
				t.Errorf("answer %d differs from the first", i)
			}
		}
	})
}

func TestConcurrentRequestsForOneKeyGetOneCertificate(t *testing.T) {
	onEach(t, func(t *testing.T, cfg ca.Config) {
		server := serve(t, openCA(t, cfg))
		old := newHolder(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{})
		csr := newCSR(t, keytest.EC(t), x509.CertificateRequest{})
		answers := server.enrolAtOnce(t, old, "", est.OpSimpleReenroll, csr)
		for i, a := range answers {
			a.certificate(t)
			if !bytes.Equal(a.Body, answers[0].Body) {
				t.Errorf("answer %d differs from the first", i)
			}
		}
	})
}

func TestNamesMayBeEncodedAnew(t *testing.T) {
	server := serveNew(t)
	old := newHolderOf(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{}, x509.CertificateRequest{
		RawSubject: rawName(t, asn1.TagPrintableString, "Example Ltd"),
		DNSNames:   []string{"a.example", "b.example"},
	})
	got := server.enrol(t, server.client(t, old), "", est.OpSimpleReenroll, newCSR(t, keytest.EC(t), x509.CertificateRequest{
		RawSubject: rawName(t, asn1.TagUTF8String, "Example  Ltd"),
		DNSNames:   []string{"b.example", "a.example"},
	})).certificate(t)
	if !bytes.Equal(got.RawSubject, old.Cert.RawSubject) {
		t.Error("the new certificate does not have the old one's name, byte for byte")
	}
}

// rawName is a name with one CN, as a string of that kind.
func rawName(t testing.TB, tag int, text string) []byte {
	t.Helper()
	type attribute struct {
		Type  asn1.ObjectIdentifier
		Value asn1.RawValue
	}
	type rdnSET []attribute // encoding/asn1 makes a SET of it by its name
	der, err := asn1.Marshal([]rdnSET{{{
		asn1.ObjectIdentifier{2, 5, 4, 3}, asn1.RawValue{Tag: tag, Bytes: []byte(text)},
	}}})
	must(t, err)
	return der
}

func TestCACertsHoldsTheWholeChain(t *testing.T) {
	server := serveNew(t)
	for _, path := range []string{est.Path("", est.OpCACerts), est.Path(est.LabelKWP, est.OpCACerts)} {
		got := send(t, server.client(t, holder{}), http.MethodGet, server.URL+path, "", nil)
		der, err := est.DecodeBody(got.Body)
		must(t, err)
		certs, err := cms.ParseCertsOnly(der)
		must(t, err)
		if len(certs) != 2 || !certs[0].Equal(server.Chain()[0]) || !certs[1].Equal(server.Chain()[1]) {
			t.Errorf("%s: %d certificates", path, len(certs))
		}
	}
}

func TestCSRAttributesAreNone(t *testing.T) {
	server := serveNew(t)
	got := send(t, server.client(t, holder{}), http.MethodGet, server.URL+est.Path("", est.OpCSRAttrs), "", nil)
	if got.Status != http.StatusNoContent || len(got.Body) != 0 {
		t.Errorf("status %d, body %q", got.Status, got.Body)
	}
}

func TestTheDateIsTheCAsOwn(t *testing.T) {
	clock := newClock()
	clock.Advance(-48 * time.Hour)
	server := serve(t, openCA(t, ca.Config{Clock: clock.Now}))
	got := send(t, server.client(t, holder{}), http.MethodGet, server.URL+est.Path("", est.OpCACerts), "", nil)
	date, err := http.ParseTime(got.Header.Get("Date"))
	if err != nil || date.Sub(clock.Now()).Abs() > time.Second {
		t.Errorf("date %v, %v; the clock says %v", date, err, clock.Now())
	}
}

func TestTooManyRenewalsOfOneCertificateAreRefused(t *testing.T) {
	onEach(t, func(t *testing.T, cfg ca.Config) {
		clock := newClock()
		cfg.Clock = clock.Now
		server := serve(t, openCA(t, cfg))
		old := newHolder(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{})
		client := server.client(t, old)
		renew := func() answer {
			return server.enrol(t, client, "", est.OpSimpleReenroll, newCSR(t, keytest.EC(t), x509.CertificateRequest{}))
		}
		for range 20 {
			renew().certificate(t)
		}
		if got := renew(); got.Status != http.StatusTooManyRequests || got.problem(t).Code != int(ca.CodeTooMany) {
			t.Errorf("the 21st got status %d", got.Status)
		}
		clock.Advance(25 * time.Hour)
		renew().certificate(t)
	})
}

func TestTheLogSaysWhoGotWhat(t *testing.T) {
	log := new(records)
	server := serve(t, openCA(t, ca.Config{Log: log.logger()}))
	old := newHolder(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{})
	fresh := server.enrol(t, server.client(t, old), "", est.OpSimpleReenroll, newCSR(t, keytest.EC(t), x509.CertificateRequest{}))
	serial := fresh.certificate(t).SerialNumber.Text(16)
	eventually(t, func() bool {
		for line := range strings.Lines(log.String()) {
			if strings.Contains(line, `"op":"simplereenroll"`) && strings.Contains(line, `"outcome":"done"`) &&
				strings.Contains(line, old.Cert.SerialNumber.Text(16)) && strings.Contains(line, serial) &&
				strings.Contains(line, fresh.Header.Get("X-Request-Id")) {
				return true
			}
		}
		return false
	})
}
