package est_test

import (
	"bufio"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ukey/renew/cms"
	"ukey/renew/est"
	"ukey/renew/internal/keytest"
)

// serveOpenSSL has openssl answer cacerts, to clients with a certificate by ca
// alone, until the test ends.
func serveOpenSSL(t *testing.T, ca *authority, args ...string) (url string) {
	t.Helper()
	d := keytest.NewFolder(t)
	p7, err := cms.CertsOnly(ca.cert.Raw)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(d.Path, est.WellKnown), 0o700); err != nil {
		t.Fatal(err)
	}
	d.File(est.Path("", est.OpCACerts), fmt.Appendf(nil, "HTTP/1.0 200 OK\r\nContent-Type: %s\r\n\r\n%s", est.MediaCerts, est.EncodeWrapped(p7)))
	key := keytest.RSA(t)
	cmd := exec.CommandContext(t.Context(), "openssl", append([]string{
		"s_server", "-accept", "127.0.0.1:0", "-HTTP", "-Verify", "3", "-verify_return_error",
		"-key", d.Key("key.pem", key),
		"-cert", d.Certificate("cert.pem", ca.server(key.Public())),
		"-CAfile", d.Certificate("ca.pem", ca.cert),
	}, args...)...)
	cmd.Dir = d.Path
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if addr, ok := strings.CutPrefix(lines.Text(), "ACCEPT "); ok {
			return "https://" + addr
		}
	}
	t.Fatal("openssl does not listen")
	return ""
}

func TestHandshakeWithOpenSSL(t *testing.T) {
	ca := newAuthority(t, "CA")
	for name, c := range map[string]struct {
		key  crypto.Signer
		args []string
	}{
		"RSA, TLS 1.2":                 {opaque{keytest.RSA(t)}, []string{"-tls1_2"}},
		"RSA, TLS 1.3":                 {opaque{keytest.RSA(t)}, []string{"-tls1_3"}},
		"P-256, TLS 1.2":               {opaque{keytest.EC(t)}, []string{"-tls1_2"}},
		"P-256, TLS 1.3":               {opaque{keytest.EC(t)}, []string{"-tls1_3"}},
		"RSA without PSS, any version": {pkcs1Token{opaque{keytest.RSA(t)}}, nil},
	} {
		url := serveOpenSSL(t, ca, c.args...)
		client := newClient(t, &server{ca: ca}, as(identity(ca, c.key)), func(cfg *est.Config) { cfg.URL = url })
		if got, err := client.CACerts(background()); err != nil || len(got) != 1 || !got[0].Equal(ca.cert) {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
}

func TestRejectionByOpenSSL(t *testing.T) {
	ca, key := newAuthority(t, "CA"), keytest.EC(t)
	expired := ca.sign(&x509.Certificate{
		Subject: pkix.Name{CommonName: "late"}, NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: time.Now().Add(-time.Hour),
	}, key.Public())
	for _, version := range []string{"-tls1_2", "-tls1_3"} {
		for name, c := range map[string]struct {
			cert *tls.Certificate
			want est.Rejection
		}{
			"expired":  {&tls.Certificate{Certificate: [][]byte{expired.Raw}, PrivateKey: key}, est.RejectedExpired},
			"other CA": {identity(newAuthority(t, "other"), key), est.RejectedUnknownCA},
		} {
			url := serveOpenSSL(t, ca, version)
			_, err := newClient(t, &server{ca: ca}, as(c.cert), func(cfg *est.Config) { cfg.URL = url }).CACerts(background())
			var rejected *est.ClientCertificateError
			if !errors.As(err, &rejected) || rejected.Reason != c.want {
				t.Errorf("%s with %s: got error %v", name, version, err)
			}
		}
	}
}
