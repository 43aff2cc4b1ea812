package est_test

import (
	"crypto"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"ukey/renew/est"
	"ukey/renew/internal/keytest"
	"ukey/token"
)

// pkcs1Token is an RSA key on a token that makes PKCS#1 v1.5 signatures only.
type pkcs1Token struct{ opaque }

func (pkcs1Token) SupportsPSS() bool { return false }

var errNoPSS = errors.New("mechanism invalid")

func (k pkcs1Token) Sign(r io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	if _, pss := opts.(*rsa.PSSOptions); pss {
		return nil, errNoPSS
	}
	return k.opaque.Sign(r, digest, opts)
}

// silentToken is the same, but does not say so.
type silentToken struct{ crypto.Signer }

// TestReenrolmentWithTokenKey is the way of a renewal through the wire: each
// request as RFC 7030 has it, over one connection, with the old key in TLS.
func TestReenrolmentWithTokenKey(t *testing.T) {
	for name, key := range map[string]crypto.Signer{
		"RSA":            opaque{keytest.RSA(t)},
		"RSA, PKCS#1":    pkcs1Token{opaque{keytest.RSA(t)}},
		"P-256":          opaque{keytest.EC(t)},
		"P-384":          opaque{keytest.ECOn(t, elliptic.P384())},
		"RSA in Go":      keytest.RSA(t),
		"EC with prober": ecWithProber{opaque{keytest.EC(t)}},
	} {
		for version, option := range map[string]func(*tls.Config){
			"any TLS": func(*tls.Config) {},
			"TLS 1.2": tlsVersion(tls.VersionTLS12),
			"TLS 1.3": tlsVersion(tls.VersionTLS13),
		} {
			if _, weak := key.(pkcs1Token); weak && version == "TLS 1.3" {
				continue // see TestTokenWithoutPSS
			}
			t.Run(name+" over "+version, func(t *testing.T) { testReenrolment(t, key, option) })
		}
	}
}

// ecWithProber is an EC key, for which PSS means nothing.
type ecWithProber struct{ opaque }

func (ecWithProber) SupportsPSS() bool { return false }

func testReenrolment(t *testing.T, key crypto.Signer, option func(*tls.Config)) {
	newKey := keytest.EC(t)
	var s *server
	var issued, encryption *x509.Certificate
	var csr []byte
	s = serve(t, func(w http.ResponseWriter, r *http.Request) {
		if got := r.TLS.PeerCertificates; len(got) != 1 || !key.Public().(interface{ Equal(crypto.PublicKey) bool }).Equal(got[0].PublicKey) {
			t.Errorf("%s: client certificates %v", r.URL.Path, got)
		}
		switch r.Method + " " + r.URL.Path {
		case "GET /.well-known/est/cacerts":
			sendCerts(t, w, s.ca.cert)
		case "GET /.well-known/est/csrattrs":
			w.Header().Set("Content-Type", est.MediaCSRAttrs)
			_, _ = io.WriteString(w, rfcCSRAttrs)
		case "POST /.well-known/est/simplereenroll":
			checkCSRRequest(t, r, csr)
			sendCerts(t, w, issued, s.ca.cert)
		case "POST /.well-known/est/kwp/serverkeygen":
			checkCSRRequest(t, r, csr)
			sendKeyGen(t, w, est.KeyGenAnswer{Envelope: envelopes()[2], Certificates: []*x509.Certificate{encryption}})
		default:
			t.Errorf("unexpected %s %s", r.Method, r.URL.Path)
		}
	}, option)
	old := identity(s.ca, key)
	oldCert, err := x509.ParseCertificate(old.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	issued, encryption = s.ca.client(newKey.Public()), s.ca.client(keytest.EC(t).Public())
	if csr, err = est.NewCSR(oldCert, opaque{newKey}); err != nil {
		t.Fatal(err)
	}

	c := s.client(t, as(old))
	if got, err := c.CACerts(background()); err != nil || len(got) != 1 || !got[0].Equal(s.ca.cert) {
		t.Errorf("CACerts: %v, %v", got, err)
	}
	if got, err := c.CSRAttrs(background()); err != nil || len(got) != 4 {
		t.Errorf("CSRAttrs: %v, %v", got, err)
	}
	if got, err := c.SimpleReenroll(background(), csr); err != nil || len(got) != 2 || !got[0].Equal(issued) {
		t.Errorf("SimpleReenroll: %v, %v", got, err)
	}
	env, certs, err := c.ServerKeyGen(background(), csr, token.EnvelopeECDH)
	if err != nil || len(certs) != 1 || !certs[0].Equal(encryption) {
		t.Errorf("ServerKeyGen: %v, %v", certs, err)
	}
	if diff := cmp.Diff(envelopes()[2], env); diff != "" {
		t.Error(diff)
	}
	if got := c.Exchanges(); got != 4 || s.requests.Load() != 4 {
		t.Errorf("%d exchanges counted, %d served, want 4", got, s.requests.Load())
	}
	if got := s.connections.Load(); got != 1 {
		t.Errorf("%d connections, want 1", got)
	}
}

// checkCSRRequest holds a request to the rules that other servers insist on.
func checkCSRRequest(t *testing.T, r *http.Request, csr []byte) {
	t.Helper()
	if got := r.Header.Get("Content-Type"); got != "application/pkcs10" {
		t.Errorf("Content-Type %q", got)
	}
	if got := r.Header.Get("Content-Transfer-Encoding"); got != "base64" {
		t.Errorf("Content-Transfer-Encoding %q", got)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	for line := range strings.Lines(string(body)) {
		if len(line) > 65 {
			t.Errorf("line of %d bytes", len(line))
		}
	}
	if want := base64.StdEncoding.EncodeToString(csr); strings.ReplaceAll(string(body), "\n", "") != want {
		t.Errorf("body %q", body)
	}
}

func sendKeyGen(t *testing.T, w http.ResponseWriter, answer est.KeyGenAnswer) {
	contentType, body, err := est.WriteKeyGenAnswer(answer)
	if err != nil {
		t.Error(err)
		return
	}
	w.Header().Set("Content-Type", contentType)
	_, _ = w.Write(body)
}

func TestTokenWithoutPSS(t *testing.T) {
	answer := func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNoContent) }
	key := opaque{keytest.RSA(t)}

	t.Run("stays with TLS 1.2", func(t *testing.T) {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.TLS.Version != tls.VersionTLS12 || len(r.TLS.PeerCertificates) != 1 {
				t.Errorf("version %x with %d certificates", r.TLS.Version, len(r.TLS.PeerCertificates))
			}
			w.WriteHeader(http.StatusNoContent)
		})
		if _, err := s.client(t, as(identity(s.ca, pkcs1Token{key}))).CSRAttrs(background()); err != nil {
			t.Error(err)
		}
	})
	t.Run("says so to a TLS 1.3 server", func(t *testing.T) {
		s := serve(t, answer, tlsVersion(tls.VersionTLS13))
		_, err := s.client(t, as(identity(s.ca, pkcs1Token{key}))).CSRAttrs(background())
		var rejected *est.ClientCertificateError
		if !errors.As(err, &rejected) || rejected.Reason != est.RejectedAlgorithm {
			t.Errorf("got error %v", err)
		}
	})
	t.Run("and fails aloud if it did not know", func(t *testing.T) {
		s := serve(t, answer, tlsVersion(tls.VersionTLS13))
		_, err := s.client(t, as(identity(s.ca, silentToken{pkcs1Token{key}}))).CSRAttrs(background())
		if !errors.Is(err, errNoPSS) {
			t.Errorf("got error %v", err)
		}
		if s.requests.Load() != 0 {
			t.Error("a request was sent without the certificate")
		}
	})
}

func TestEnrolmentWithSecret(t *testing.T) {
	ca := newAuthority(t, "CA")
	key := keytest.EC(t)
	cert := ca.client(key.Public())
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		user, secret, ok := r.BasicAuth()
		if !ok || user != "case-1" || secret != "one-time" || len(r.TLS.PeerCertificates) != 0 {
			t.Errorf("user %q, secret %q", user, secret)
		}
		if r.URL.Path != "/prefix/.well-known/est/branch/simpleenroll" {
			t.Errorf("path %s", r.URL.Path)
		}
		sendCerts(t, w, cert)
	})
	c := newClient(t, s, func(cfg *est.Config) { cfg.URL, cfg.Label = s.URL+"/prefix/", "branch" })
	if got, err := c.SimpleEnroll(background(), []byte{0x30, 0}, "case-1", "one-time"); err != nil || len(got) != 1 {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestTheServersClockIsRemembered(t *testing.T) {
	here := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	there := here.Add(-40 * 24 * time.Hour)
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", there.Format(http.TimeFormat))
		w.WriteHeader(http.StatusNoContent)
	}, func(cfg *tls.Config) { cfg.ClientAuth = tls.NoClientCert })
	now := time.Now() // certificates of the test are valid now
	c := s.client(t, func(cfg *est.Config) { cfg.Clock = func() time.Time { return now } })
	if _, ok := c.ServerTime(); ok {
		t.Error("known before the first answer")
	}
	if _, err := c.CSRAttrs(background()); err != nil {
		t.Fatal(err)
	}
	got, ok := c.ServerTime()
	if diff := got.Sub(there).Abs(); !ok || diff > time.Second {
		t.Errorf("got %v, %v; off by %v", got, ok, diff)
	}
}

func TestCloseLeavesNothingBehind(t *testing.T) {
	s := serve(t, canned(204, "", ""))
	before := goleak.IgnoreCurrent()
	c := s.client(t)
	if _, err := c.CSRAttrs(background()); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	goleak.VerifyNone(t, before)
}

func TestAClientIsNotMadeOfAnUnsafeConfiguration(t *testing.T) {
	roots := newAuthority(t, "CA").pool()
	key := keytest.EC(t)
	for name, cfg := range map[string]est.Config{
		"no TLS":                {URL: "http://ca.example", Roots: roots},
		"no host":               {URL: "https:///est", Roots: roots},
		"no address":            {Roots: roots},
		"user in the address":   {URL: "https://u:p@ca.example", Roots: roots},
		"query in the address":  {URL: "https://ca.example/?a=b", Roots: roots},
		"rubbish":               {URL: "https://ca.example:port", Roots: roots},
		"no roots":              {URL: "https://ca.example"},
		"label of two segments": {URL: "https://ca.example", Roots: roots, Label: "a/b"},
		"label that leads up":   {URL: "https://ca.example", Roots: roots, Label: ".."},
		"label of an operation": {URL: "https://ca.example", Roots: roots, Label: "cacerts"},
		"key that cannot sign":  {URL: "https://ca.example", Roots: roots, Certificate: &tls.Certificate{PrivateKey: 1}},
		"key, no certificate":   {URL: "https://ca.example", Roots: roots, Certificate: &tls.Certificate{PrivateKey: key}},
	} {
		if _, err := est.New(cfg); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
