//go:build linux

package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"

	"ukey/renew/cms"
	"ukey/token"
	"ukey/token/softkey"
)

// serveLiar serves a CA whose answer to a re-enrolment is a well-formed
// certificate that nobody asked for; "waiting" is no lie but the answer of a CA
// whose staff have to look first (RFC 7030, 4.2.3).
func (s *setting) serveLiar(lie string) error {
	if err := s.Open(); err != nil {
		return err
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		certificate := s.Issuer.Root().Raw
		if strings.HasSuffix(req.URL.Path, "/simplereenroll") {
			if lie == "waiting" {
				w.Header().Set("Retry-After", "3600")
				w.WriteHeader(http.StatusAccepted)
				return
			}
			var err error
			if certificate, err = s.lie(lie, req.Body); err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
		}
		answer, err := cms.CertsOnly(certificate)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/pkcs7-mime; smime-type=certs-only")
		w.Header().Set("Content-Transfer-Encoding", "base64")
		_, _ = io.WriteString(w, base64.StdEncoding.EncodeToString(answer))
	}))
	server.TLS = &tls.Config{ClientAuth: tls.RequestClientCert}
	server.StartTLS()
	s.closers = append(s.closers, func() error { server.Close(); return nil })

	var roots []byte
	for _, c := range []*x509.Certificate{s.Issuer.Root(), server.Certificate()} {
		roots = append(roots, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
	}
	file := filepath.Join(s.dir, "liar.pem")
	s.URL, s.Root = server.URL, file
	return os.WriteFile(file, roots, 0o600)
}

// lie issues a certificate with one thing wrong in it.
func (s *setting) lie(lie string, body io.Reader) ([]byte, error) {
	der, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, body))
	if err != nil {
		return nil, err
	}
	csr, err := x509.ParseCertificateRequest(der)
	if err != nil {
		return nil, err
	}
	spec := softkey.CertSpec{RawSubject: csr.RawSubject, Use: token.Signature, Public: csr.PublicKey}
	switch lie {
	case "other-key":
		spec.Public = s.Issuer.Root().PublicKey
	case "other-subject":
		name := csr.Subject
		name.CommonName, name.Names = "另一家公司", nil
		spec.RawSubject, spec.Subject = nil, name
	default:
		return nil, fmt.Errorf("unknown lie %q", lie)
	}
	return s.Issuer.Issue(spec)
}
