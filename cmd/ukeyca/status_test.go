package main

import (
	"crypto/x509"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestOpenSSLHearsOfARevocationAtOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ca")
	server := start(t, dir, "--http", "127.0.0.1:0", "--public-url", "http://ca.example", "--max-conns", "16")
	folder := t.TempDir()
	run := func(program string, args ...string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), program, args...)
		cmd.Dir = folder
		output, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %v: %v\n%s", program, args, err, output)
		}
		return string(output)
	}
	run("openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
		"-keyout", "key.pem", "-out", "csr.pem", "-subj", "/CN=x")
	issued := run("ukeyca", "issue", "--data", dir, "--csr", "csr.pem", "--profile", "sign")
	must(t, os.WriteFile(filepath.Join(folder, "cert.pem"), []byte(issued), 0o600))
	ask := func() string {
		return run("openssl", "ocsp", "-issuer", filepath.Join(dir, "authority", "issuing.pem"),
			"-CAfile", filepath.Join(dir, "root.pem"), "-cert", "cert.pem", "-url", server.status+"/ocsp")
	}
	if said := ask(); !strings.Contains(said, "cert.pem: good") {
		t.Errorf("before: %s", said)
	}
	run("ukeyca", "revoke", "--data", dir, "--cert", "cert.pem", "--reason", "superseded")
	if said := ask(); !strings.Contains(said, "cert.pem: revoked") || !strings.Contains(said, "Reason: superseded") {
		t.Errorf("after: %s", said)
	}
	if crl := fetchCRL(t, server.status); len(crl.RevokedCertificateEntries) != 1 {
		t.Errorf("%d entries in the CRL", len(crl.RevokedCertificateEntries))
	}
	printed := run("openssl", "x509", "-in", "cert.pem", "-noout", "-ext", "crlDistributionPoints")
	if !strings.Contains(printed, "http://ca.example/crl/issuing.crl") {
		t.Errorf("the certificate says: %s", printed)
	}
}

func fetchCRL(t *testing.T, base string) *x509.RevocationList {
	t.Helper()
	resp, err := http.Get(base + "/crl/issuing.crl")
	must(t, err)
	defer resp.Body.Close()
	der, err := io.ReadAll(resp.Body)
	must(t, err)
	crl, err := x509.ParseRevocationList(der)
	must(t, err)
	return crl
}
