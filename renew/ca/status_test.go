package ca_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"ukey/renew/ca"
	"ukey/renew/est"
	"ukey/renew/internal/keytest"
)

// serveStatus serves what is revoked, without TLS.
func serveStatus(t testing.TB, authority *ca.CA) (baseURL string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- authority.ServeStatus(ctx, listener) }()
	t.Cleanup(func() {
		cancel()
		must(t, <-done)
	})
	return "http://" + listener.Addr().String()
}

// plainClient is an HTTP client without TLS.
func plainClient(t testing.TB) *http.Client {
	t.Helper()
	transport := new(http.Transport)
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: time.Minute}
}

func crlOf(t testing.TB, authority *ca.CA) *x509.RevocationList {
	t.Helper()
	der, err := authority.CRL(t.Context())
	must(t, err)
	crl, err := x509.ParseRevocationList(der)
	must(t, err)
	must(t, crl.CheckSignatureFrom(authority.Chain()[0]))
	return crl
}

func TestTheCRLNamesWhatIsRevokedAndWhy(t *testing.T) {
	clock := newClock()
	authority := openCA(t, ca.Config{Clock: clock.Now})
	kept := newHolder(t, authority, keytest.EC(t), ca.Sign, ca.Validity{})
	lost := newHolder(t, authority, keytest.EC(t), ca.Sign, ca.Validity{})
	if crl := crlOf(t, authority); len(crl.RevokedCertificateEntries) != 0 {
		t.Errorf("%d entries before anything is revoked", len(crl.RevokedCertificateEntries))
	}
	must(t, authority.Revoke(t.Context(), lost.Cert.SerialNumber, ca.KeyCompromise))
	crl := crlOf(t, authority)
	if len(crl.RevokedCertificateEntries) != 1 {
		t.Fatalf("%d entries, want 1", len(crl.RevokedCertificateEntries))
	}
	entry := crl.RevokedCertificateEntries[0]
	if entry.SerialNumber.Cmp(lost.Cert.SerialNumber) != 0 || entry.SerialNumber.Cmp(kept.Cert.SerialNumber) == 0 ||
		entry.ReasonCode != int(ca.KeyCompromise) || !entry.RevocationTime.Equal(clock.Now().UTC().Truncate(time.Second)) {
		t.Errorf("got %+v", entry)
	}
}

func TestACRLStaysUntilSomethingChangesOrADayIsOver(t *testing.T) {
	clock := newClock()
	authority := openCA(t, ca.Config{Clock: clock.Now})
	lost := newHolder(t, authority, keytest.EC(t), ca.Sign, ca.Validity{})
	first := crlOf(t, authority)
	if again := crlOf(t, authority); !bytes.Equal(again.Raw, first.Raw) {
		t.Error("another list although nothing changed")
	}
	last := first
	for name, change := range map[string]func(){
		"a hold":    func() { must(t, authority.Revoke(t.Context(), lost.Cert.SerialNumber, ca.CertificateHold)) },
		"a day":     func() { clock.Advance(24 * time.Hour) },
		"two years": func() { clock.Advance(2 * 365 * 24 * time.Hour) },
	} {
		change()
		next := crlOf(t, authority)
		if next.Number.Cmp(last.Number) <= 0 {
			t.Errorf("%s: number %v after %v", name, next.Number, last.Number)
		}
		if now := clock.Now(); !next.ThisUpdate.Before(now) || next.NextUpdate.Sub(now) < 6*24*time.Hour {
			t.Errorf("%s: from %v to %v at %v", name, next.ThisUpdate, next.NextUpdate, now)
		}
		last = next
	}
	if len(last.RevokedCertificateEntries) != 1 {
		t.Error("an expired certificate has left the list")
	}
	must(t, authority.Release(t.Context(), lost.Cert.SerialNumber))
	if crl := crlOf(t, authority); len(crl.RevokedCertificateEntries) != 0 {
		t.Error("a released certificate is still on the list")
	}
}

func TestTheRootsCRLIsMadeAnewInTimeIfItsKeyIsThere(t *testing.T) {
	clock := newClock()
	dir := caFolder(t)
	read := func() *x509.RevocationList {
		opened, err := ca.Open(t.Context(), ca.Config{Dir: dir, Clock: clock.Now})
		must(t, err)
		defer func() { must(t, opened.Close()) }()
		der, err := opened.RootCRL()
		must(t, err)
		crl, err := x509.ParseRevocationList(der)
		must(t, err)
		must(t, crl.CheckSignatureFrom(opened.Chain()[1]))
		return crl
	}
	first := read()
	clock.Advance(200 * 24 * time.Hour)
	second := read()
	if second.Number.Cmp(first.Number) <= 0 || !second.NextUpdate.After(first.NextUpdate) {
		t.Errorf("number %v until %v after number %v until %v", second.Number, second.NextUpdate, first.Number, first.NextUpdate)
	}
	must(t, os.Remove(filepath.Join(dir, "authority", "root.key")))
	clock.Advance(200 * 24 * time.Hour)
	if third := read(); third.Number.Cmp(second.Number) != 0 {
		t.Errorf("number %v, signed by whom?", third.Number)
	}
}

// askOCSP asks in both ways that clients have, and returns the answer.
func askOCSP(t testing.TB, base string, issuer *x509.Certificate, request []byte) *ocsp.Response {
	t.Helper()
	posted := send(t, plainClient(t), http.MethodPost, base+"/ocsp", "application/ocsp-request", request)
	got := send(t, plainClient(t), http.MethodGet, base+"/ocsp/"+url.PathEscape(base64.StdEncoding.EncodeToString(request)), "", nil)
	var parsed [2]*ocsp.Response
	for i, a := range []answer{posted, got} {
		if a.Status != http.StatusOK || a.Header.Get("Content-Type") != "application/ocsp-response" {
			t.Fatalf("status %d, type %q", a.Status, a.Header.Get("Content-Type"))
		}
		response, err := ocsp.ParseResponse(a.Body, issuer)
		must(t, err)
		parsed[i] = response
	}
	if parsed[0].Status != parsed[1].Status {
		t.Errorf("by POST %d, by GET %d", parsed[0].Status, parsed[1].Status)
	}
	return parsed[0]
}

func TestOCSPTellsGoodRevokedAndUnknownApart(t *testing.T) {
	authority := openCA(t, ca.Config{})
	base := serveStatus(t, authority)
	issuer := authority.Chain()[0]
	good := newHolder(t, authority, keytest.EC(t), ca.Sign, ca.Validity{}).Cert
	revoked := newHolder(t, authority, keytest.EC(t), ca.Sign, ca.Validity{}).Cert
	must(t, authority.Revoke(t.Context(), revoked.SerialNumber, ca.Superseded))
	foreign := *good
	foreign.SerialNumber = big.NewInt(4711)
	for name, c := range map[string]struct {
		cert   *x509.Certificate
		status int
		reason int
	}{
		"in force": {good, ocsp.Good, 0},
		"revoked":  {revoked, ocsp.Revoked, int(ca.Superseded)},
		"not ours": {&foreign, ocsp.Unknown, 0},
	} {
		for _, hash := range []crypto.Hash{crypto.SHA1, crypto.SHA256} {
			t.Run(name+" "+hash.String(), func(t *testing.T) {
				request, err := ocsp.CreateRequest(c.cert, issuer, &ocsp.RequestOptions{Hash: hash})
				must(t, err)
				got := askOCSP(t, base, issuer, request)
				if got.Status != c.status || got.RevocationReason != c.reason || got.SerialNumber.Cmp(c.cert.SerialNumber) != 0 {
					t.Errorf("got %+v", got)
				}
				if now := time.Now(); got.ThisUpdate.After(now) || !got.NextUpdate.After(now) {
					t.Errorf("good from %v to %v", got.ThisUpdate, got.NextUpdate)
				}
			})
		}
	}
}

func TestOCSPInAPathMayHoldTwoSlashes(t *testing.T) {
	text := base64.StdEncoding.EncodeToString([]byte{0xff, 0xff, 0xff})
	w := httptest.NewRecorder()
	openCA(t, ca.Config{}).StatusHandler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/ocsp/"+text, nil))
	if w.Code != http.StatusOK || !bytes.Equal(w.Body.Bytes(), ocsp.MalformedRequestErrorResponse) {
		t.Errorf("%s was not taken for a request: status %d", text, w.Code)
	}
}

func TestOCSPRefusals(t *testing.T) {
	authority := openCA(t, ca.Config{})
	base := serveStatus(t, authority)
	other, err := ocsp.CreateRequest(authority.Chain()[0], authority.Chain()[1], nil) // issued by the root
	must(t, err)
	for name, c := range map[string]struct {
		mediaType string
		body      []byte
		want      []byte
	}{
		"rubbish":          {"application/ocsp-request", []byte("rubbish"), ocsp.MalformedRequestErrorResponse},
		"nothing":          {"application/ocsp-request", nil, ocsp.MalformedRequestErrorResponse},
		"too long":         {"application/ocsp-request", make([]byte, 1<<20), ocsp.MalformedRequestErrorResponse},
		"another type":     {"text/plain", other, ocsp.MalformedRequestErrorResponse},
		"another issuer's": {"application/ocsp-request", other, ocsp.UnauthorizedErrorResponse},
	} {
		t.Run(name, func(t *testing.T) {
			got := send(t, plainClient(t), http.MethodPost, base+"/ocsp", c.mediaType, c.body)
			if got.Status != http.StatusOK || !bytes.Equal(got.Body, c.want) {
				t.Errorf("status %d: %x", got.Status, got.Body)
			}
		})
	}
}

func TestTheStatusServerServesNothingElse(t *testing.T) {
	server := serveNew(t)
	base := serveStatus(t, server.CA)
	for _, path := range []string{est.Path("", est.OpCACerts), est.Path("", est.OpSimpleReenroll), "/", "/crl/"} {
		if got := send(t, plainClient(t), http.MethodGet, base+path, "", nil); got.Status != http.StatusNotFound {
			t.Errorf("%s: status %d", path, got.Status)
		}
	}
	for _, path := range []string{"/crl/issuing.crl", "/crl/root.crl"} {
		plain := send(t, plainClient(t), http.MethodGet, base+path, "", nil)
		overTLS := send(t, server.client(t, holder{}), http.MethodGet, server.URL+path, "", nil)
		if plain.Status != http.StatusOK || !bytes.Equal(plain.Body, overTLS.Body) {
			t.Errorf("%s: status %d without TLS, %d with", path, plain.Status, overTLS.Status)
		}
		if _, err := x509.ParseRevocationList(plain.Body); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestCertificatesNameTheStatusServerOnceItIsKnown(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ca")
	const public = "http://ca.example/x"
	first, err := ca.Open(t.Context(), ca.Config{Dir: dir, PublicURL: public + "/"})
	must(t, err)
	if got := first.Chain()[0].CRLDistributionPoints; !slices.Equal(got, []string{public + "/crl/root.crl"}) {
		t.Errorf("the issuing CA's certificate names %v", got)
	}
	must(t, first.Close())

	later := openCA(t, ca.Config{Dir: dir}) // which remembers
	cert := newHolder(t, later, keytest.EC(t), ca.Sign, ca.Validity{}).Cert
	if !slices.Equal(cert.CRLDistributionPoints, []string{public + "/crl/issuing.crl"}) || !slices.Equal(cert.OCSPServer, []string{public + "/ocsp"}) {
		t.Errorf("the certificate names %v and %v", cert.CRLDistributionPoints, cert.OCSPServer)
	}
	for _, bad := range []string{"ca.example", "ftp://ca.example", "http://", "http://ca.example?x", "http://u@ca.example"} {
		if opened, err := ca.Open(t.Context(), ca.Config{Dir: caFolder(t), PublicURL: bad}); err == nil {
			must(t, opened.Close())
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestOpenSSLChecksRevocation(t *testing.T) {
	server := serveNew(t)
	base := serveStatus(t, server.CA)
	dir := t.TempDir()
	server.chainFiles(t, dir)
	good := newHolder(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{}).Cert
	revoked := newHolder(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{}).Cert
	write(t, dir, "good.pem", certPEM(good))
	write(t, dir, "revoked.pem", certPEM(revoked))
	must(t, server.Revoke(t.Context(), revoked.SerialNumber, ca.KeyCompromise))
	for _, name := range []string{"issuing.crl", "root.crl"} {
		write(t, dir, name, send(t, plainClient(t), http.MethodGet, base+"/crl/"+name, "", nil).Body)
	}
	verify := []string{
		"verify", "-x509_strict", "-crl_check_all", "-CAfile", "root.pem", "-untrusted", "issuing.pem",
		"-CRLfile", "issuing.crl", "-CRLfile", "root.crl",
	}
	runTool(t, dir, "openssl", append(verify, "good.pem")...)
	if said := failTool(t, dir, "openssl", append(verify, "revoked.pem")...); !strings.Contains(said, "certificate revoked") {
		t.Errorf("openssl verify: %s", said)
	}
	for name, want := range map[string]string{"good.pem": "good.pem: good", "revoked.pem": "Reason: keyCompromise"} {
		said := runTool(t, dir, "openssl", "ocsp", "-issuer", "issuing.pem", "-CAfile", "root.pem",
			"-cert", name, "-url", base+"/ocsp")
		if !strings.Contains(said, want) {
			t.Errorf("openssl ocsp: %s", said)
		}
	}
}
