package main

import (
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"ukey/renew/est"
	"ukey/token"
)

// TestAKeyIsRecoveredFromEscrow goes the whole way with the programs: the
// recovery key is made elsewhere, a client renews, its UKey is lost, and the
// operator opens the key that the CA kept.
func TestAKeyIsRecoveredFromEscrow(t *testing.T) {
	safe, dir := t.TempDir(), filepath.Join(t.TempDir(), "ca")
	run := func(program string, args ...string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), program, args...)
		cmd.Dir = safe
		output, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s %v: %v", program, args, err)
		}
		return string(output)
	}
	keep := func(name, content string) { must(t, os.WriteFile(filepath.Join(safe, name), []byte(content), 0o600)) }
	keep("recovery.pem", run("ukeyca", "recovery-key", "--out", "recovery.key"))
	run("ukeyca", "init", "--data", dir, "--recovery-cert", "recovery.pem")

	server := start(t, dir)
	encryption := encryptionCertificate(t, server, dir, issueWith(t, dir))
	keep("cert.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: encryption.Raw})))
	run("ukeyca", "recover", "--data", dir, "--cert", "cert.pem", "--key", "recovery.key",
		"--reason", "court order 12/2026", "--out", "opened.key")

	if key, cert := run("openssl", "pkey", "-in", "opened.key", "-pubout"), run("openssl", "x509", "-in", "cert.pem", "-noout", "-pubkey"); key != cert {
		t.Errorf("the recovered key is another one:\n%s%s", key, cert)
	}
	info, err := os.Stat(filepath.Join(safe, "opened.key"))
	must(t, err)
	if info.Mode().Perm() != 0o600 && runtime.GOOS != "windows" {
		t.Errorf("opened.key has the mode %v", info.Mode())
	}
	if log := run("ukeyca", "audit", "--data", dir); !strings.Contains(log, "certificate.recover") || !strings.Contains(log, "court order 12/2026") {
		t.Errorf("the audit log does not tell of it:\n%s", log)
	}
}

// encryptionCertificate lets a client have an encryption key made, and returns
// its certificate.
func encryptionCertificate(t *testing.T, server *process, dir string, holder tls.Certificate) *x509.Certificate {
	t.Helper()
	client, err := est.New(est.Config{URL: server.url, Roots: rootsOf(t, dir), Certificate: &holder})
	must(t, err)
	defer client.Close()
	// The signing key asks for the other one under the name that it has.
	cert, err := x509.ParseCertificate(holder.Certificate[0])
	must(t, err)
	csr, err := est.NewCSR(cert, holder.PrivateKey.(crypto.Signer))
	must(t, err)
	_, certs, err := client.ServerKeyGen(t.Context(), csr, token.EnvelopeECDH)
	must(t, err)
	return certs[0]
}
