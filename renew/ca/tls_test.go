package ca_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"ukey/renew/ca"
)

// shown is the certificate that the server shows under a name. The server's
// clock is the client's too.
func (s served) shown(t testing.TB, name string, now func() time.Time) (*x509.Certificate, error) {
	t.Helper()
	conn, err := tls.Dial("tcp", s.Addr, &tls.Config{RootCAs: s.Roots(), ServerName: name, Time: now})
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return conn.ConnectionState().PeerCertificates[0], nil
}

func TestTheServerIsTrustedUnderItsNames(t *testing.T) {
	server := serve(t, openCA(t, ca.Config{Hosts: []string{"ca.example", "192.0.2.7", "2001:db8::1", "localhost"}}))
	for _, name := range []string{"localhost", "127.0.0.1", "::1", "ca.example", "192.0.2.7", "2001:db8::1"} {
		if _, err := server.shown(t, name, time.Now); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	var hostname x509.HostnameError
	if _, err := server.shown(t, "other.example", time.Now); !errors.As(err, &hostname) {
		t.Errorf("under another name: %v", err)
	}
}

func TestTheServerCertificateIsKeptUntilItNearsItsEnd(t *testing.T) {
	clock := newClock()
	server := serve(t, openCA(t, ca.Config{Clock: clock.Now}))
	first, err := server.shown(t, "localhost", clock.Now)
	must(t, err)
	clock.Advance(200 * 24 * time.Hour)
	if kept, err := server.shown(t, "localhost", clock.Now); err != nil || !kept.Equal(first) {
		t.Errorf("replaced early, or %v", err)
	}
	clock.Advance(100 * 24 * time.Hour)
	if fresh, err := server.shown(t, "localhost", clock.Now); err != nil || fresh.Equal(first) {
		t.Errorf("not replaced, or %v", err)
	}
}

func TestTheServerCertificateOutlivesARestart(t *testing.T) {
	dir := caFolder(t)
	var shown []*x509.Certificate
	start := func(name string, hosts ...string) {
		t.Run(name, func(t *testing.T) {
			cert, err := serve(t, openCA(t, ca.Config{Dir: dir, Hosts: hosts})).shown(t, "localhost", time.Now)
			must(t, err)
			shown = append(shown, cert)
		})
	}
	start("first")
	start("again")
	start("with another name", "ca.example")
	must(t, os.WriteFile(filepath.Join(dir, "tls.pem"), []byte("rubbish"), 0o600))
	start("after the file was damaged", "ca.example")
	if !shown[0].Equal(shown[1]) {
		t.Error("replaced by a restart")
	}
	if shown[1].Equal(shown[2]) || shown[2].Equal(shown[3]) {
		t.Error("not replaced")
	}
}

func TestOldTLSIsRefused(t *testing.T) {
	server := serveNew(t)
	conn, err := tls.Dial("tcp", server.Addr, &tls.Config{RootCAs: server.Roots(), MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11})
	if err == nil {
		conn.Close()
		t.Error("TLS 1.1 was accepted")
	}
}

func TestServeClosesItsListener(t *testing.T) {
	authority := openCA(t, ca.Config{})
	var addr string
	t.Run("serving", func(t *testing.T) { addr = serve(t, authority).Addr })
	if conn, err := net.Dial("tcp", addr); err == nil {
		conn.Close()
		t.Error("still listening")
	}
}
