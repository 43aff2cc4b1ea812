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
// certificate that nobody asked for.
func (r *rig) serveLiar(lie string) error {
	if err := r.open(); err != nil {
		return err
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		certificate := r.issuer.Root().Raw
		if strings.HasSuffix(req.URL.Path, "/simplereenroll") {
			var err error
			if certificate, err = r.lie(lie, req.Body); err != nil {
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
	r.closers = append(r.closers, server.Close)

	var roots []byte
	for _, c := range []*x509.Certificate{r.issuer.Root(), server.Certificate()} {
		roots = append(roots, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
	}
	file := filepath.Join(r.dir, "liar.pem")
	r.setenv("CA", server.URL)
	r.setenv("ROOT", file)
	return os.WriteFile(file, roots, 0o600)
}

// lie issues a certificate with one thing wrong in it.
func (r *rig) lie(lie string, body io.Reader) ([]byte, error) {
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
		spec.Public = r.issuer.Root().PublicKey
	case "other-subject":
		name := csr.Subject
		name.CommonName, name.Names = "另一家公司", nil
		spec.RawSubject, spec.Subject = nil, name
	default:
		return nil, fmt.Errorf("unknown lie %q", lie)
	}
	return r.issuer.Issue(spec)
}
