package est_test

import (
	"context"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"ukey/renew/cms"
	"ukey/renew/est"
	"ukey/renew/internal/keytest"
)

// server is an EST server that a test puts together.
type server struct {
	*httptest.Server
	ca          *authority
	requests    atomic.Int64
	connections atomic.Int64
}

// serve starts a server until the test ends. Options change its TLS.
func serve(t testing.TB, handler http.HandlerFunc, options ...func(*tls.Config)) *server {
	t.Helper()
	s := &server{ca: newAuthority(t, "CA")}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.requests.Add(1)
		handler(w, r)
	}))
	key := keytest.EC(t)
	s.TLS = &tls.Config{
		Certificates: []tls.Certificate{{Certificate: [][]byte{s.ca.server(key.Public()).Raw}, PrivateKey: key}},
		ClientAuth:   tls.RequestClientCert,
	}
	for _, option := range options {
		option(s.TLS)
	}
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			s.connections.Add(1)
		}
	}
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

func tlsVersion(version uint16) func(*tls.Config) {
	return func(cfg *tls.Config) { cfg.MinVersion, cfg.MaxVersion = version, version }
}

// client returns a client of s that trusts it. Options change the rest.
func (s *server) client(t testing.TB, options ...func(*est.Config)) *est.Client {
	t.Helper()
	return newClient(t, s, append([]func(*est.Config){func(cfg *est.Config) { cfg.URL = s.URL }}, options...)...)
}

func newClient(t testing.TB, s *server, options ...func(*est.Config)) *est.Client {
	t.Helper()
	cfg := est.Config{Roots: s.ca.pool(), Timeout: 20 * time.Second}
	for _, option := range options {
		option(&cfg)
	}
	c, err := est.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// identity is a client certificate for key, issued by ca.
func identity(ca *authority, key crypto.Signer) *tls.Certificate {
	return &tls.Certificate{Certificate: [][]byte{ca.client(key.Public()).Raw}, PrivateKey: key}
}

func as(cert *tls.Certificate) func(*est.Config) {
	return func(cfg *est.Config) { cfg.Certificate = cert }
}

func within(d time.Duration) func(*est.Config) {
	return func(cfg *est.Config) { cfg.Timeout = d }
}

// sendCerts answers as servers do.
func sendCerts(t testing.TB, w http.ResponseWriter, certs ...*x509.Certificate) {
	var raw [][]byte
	for _, cert := range certs {
		raw = append(raw, cert.Raw)
	}
	der, err := cms.CertsOnly(raw...)
	if err != nil {
		t.Error(err)
		return
	}
	w.Header().Set("Content-Type", est.MediaCerts)
	w.Header().Set(est.HeaderTransferEncoding, est.TransferBase64)
	_, _ = w.Write(est.EncodeBody(der))
}

// blockUntilGone keeps a request without an answer until the client has gone.
// That is noticed only once the body has been read.
func blockUntilGone(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

func background() context.Context { return context.Background() }
