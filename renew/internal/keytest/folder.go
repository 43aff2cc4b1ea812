package keytest

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Folder is where the files of openssl commands lie, until the test ends.
type Folder struct {
	Path string
	t    testing.TB
}

// NewFolder makes an empty one.
func NewFolder(t testing.TB) Folder {
	t.Helper()
	return Folder{t.TempDir(), t}
}

// File writes a file and returns its path, as the other methods do.
func (f Folder) File(name string, content []byte) string {
	f.t.Helper()
	path := filepath.Join(f.Path, name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		f.t.Fatal(err)
	}
	return path
}

// PEM writes a file with one block of a kind.
func (f Folder) PEM(name, kind string, der []byte) string {
	f.t.Helper()
	return f.File(name, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

// Certificate writes a certificate in PEM.
func (f Folder) Certificate(name string, cert *x509.Certificate) string {
	f.t.Helper()
	return f.PEM(name, "CERTIFICATE", cert.Raw)
}

// Key writes a private key in PEM, as PKCS#8.
func (f Folder) Key(name string, key any) string {
	f.t.Helper()
	return f.PEM(name, "PRIVATE KEY", PKCS8(f.t, key))
}

// OpenSSL runs a command that has to succeed, and returns what it printed.
func (f Folder) OpenSSL(args ...string) []byte {
	f.t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(f.t.Context(), "openssl", args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		f.t.Fatalf("openssl %v: %v\n%s", args, err, stderr.Bytes())
	}
	return stdout.Bytes()
}
