package ca_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"testing"

	"ukey/renew/ca"
	"ukey/renew/est"
	"ukey/renew/internal/keytest"
)

// FuzzEnrolment sends bytes that a client may send; nobody can make a request
// that is granted without a key, and nothing makes the CA fail.
func FuzzEnrolment(f *testing.F) {
	authority := openCA(f, ca.Config{})
	client := newHolder(f, authority, keytest.EC(f), ca.Sign, ca.Validity{})
	handler := authority.Handler()
	csr := newCSR(f, keytest.EC(f), x509.CertificateRequest{})
	f.Add(est.MediaCSR, est.EncodeWrapped(tampered(csr)))
	f.Add(est.MediaCSR, []byte("AAAA"))
	f.Add("text/plain", []byte(nil))
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		r := httptest.NewRequest(http.MethodPost, est.Path("", est.OpSimpleReenroll), bytes.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		r.TLS = &tls.ConnectionState{PeerCertificates: []*x509.Certificate{client.Cert}}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code < 400 || w.Code > 499 {
			t.Errorf("status %d: %s", w.Code, w.Body)
		}
	})
}
