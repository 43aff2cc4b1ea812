package ca_test

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ukey/renew/ca"
	"ukey/renew/est"
	"ukey/renew/internal/keytest"
)

// The tests of this file use other people's clients: what they accept is what
// the CA may send.

// runTool runs a program in a folder and returns what it printed.
func runTool(t testing.TB, dir, program string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir = dir
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s%s", program, strings.Join(args, " "), err, &stdout, &stderr)
	}
	return stdout.String()
}

// failTool runs a program that has to fail, and returns what it printed.
func failTool(t testing.TB, dir, program string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir = dir
	output, err := cmd.CombinedOutput()
	if err == nil {
		t.Fatalf("%s %s succeeded: %s", program, strings.Join(args, " "), output)
	}
	return string(output)
}

// write puts a file into a folder.
func write(t testing.TB, dir, name string, content []byte) {
	t.Helper()
	must(t, os.WriteFile(filepath.Join(dir, name), content, 0o600))
}

func certPEM(cert *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw})
}

// chainFiles writes what a client has of the CA.
func (s served) chainFiles(t testing.TB, dir string) {
	t.Helper()
	write(t, dir, "root.pem", s.RootPEM())
	write(t, dir, "issuing.pem", certPEM(s.Chain()[0]))
}

func TestOpenSSLMakesARequestAndVerifiesItsCertificate(t *testing.T) {
	server := serveNew(t)
	for kind, args := range map[string][]string{
		"RSA":   {"-newkey", "rsa:2048"},
		"P-256": {"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"},
	} {
		t.Run(kind, func(t *testing.T) {
			dir := t.TempDir()
			server.chainFiles(t, dir)
			runTool(t, dir, "openssl", append([]string{
				"req", "-new", "-nodes", "-keyout", "key.pem", "-out", "csr.pem", "-utf8",
				"-subj", "/C=CN/O=深圳市示例科技有限公司/CN=示例科技",
				"-addext", "subjectAltName=email:office@example.cn",
				"-addext", "1.2.156.10260.4.1.4=ASN1:UTF8String:91440300MA5EXAMPLE",
			}, args...)...)
			content, err := os.ReadFile(filepath.Join(dir, "csr.pem"))
			must(t, err)
			csr, err := ca.DecodeRequest(content)
			must(t, err)
			der, err := server.Issue(t.Context(), csr, ca.Sign, ca.Validity{})
			must(t, err)
			write(t, dir, "cert.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))

			runTool(t, dir, "openssl", "verify", "-x509_strict", "-purpose", "sslclient",
				"-CAfile", "root.pem", "-untrusted", "issuing.pem", "cert.pem")
			printed := runTool(t, dir, "openssl", "x509", "-in", "cert.pem", "-noout", "-subject", "-text", "-nameopt", "utf8,sep_comma_plus")
			for _, want := range []string{"深圳市示例科技有限公司", "office@example.cn", "91440300MA5EXAMPLE", "Digital Signature, Non Repudiation", "CA:FALSE"} {
				if !strings.Contains(printed, want) {
					t.Errorf("the certificate lacks %q:\n%s", want, printed)
				}
			}
		})
	}
}

func TestOpenSSLHandshakes(t *testing.T) {
	server := serveNew(t)
	dir := t.TempDir()
	server.chainFiles(t, dir)
	for _, version := range []string{"-tls1_2", "-tls1_3"} {
		runTool(t, dir, "openssl", "s_client", "-connect", server.Addr, version,
			"-CAfile", "root.pem", "-verify_return_error", "-verify_hostname", "localhost")
	}
}

func TestCurlRenews(t *testing.T) {
	server := serveNew(t)
	dir := t.TempDir()
	server.chainFiles(t, dir)
	old := newHolder(t, server.CA, keytest.RSA(t), ca.Sign, ca.Validity{})
	writeHolder(t, dir, old)
	write(t, dir, "csr.b64", est.EncodeWrapped(newCSR(t, keytest.RSA(t), x509.CertificateRequest{})))
	for _, version := range []string{"1.2", "1.3"} {
		body := runTool(t, dir, "curl", "--silent", "--show-error", "--fail",
			"--tlsv"+version, "--tls-max", version, "--cacert", "root.pem", "--cert", "old.pem", "--key", "old.key",
			"--header", "Content-Type: application/pkcs10", "--data-binary", "@csr.b64",
			server.URL+est.Path("", est.OpSimpleReenroll))
		write(t, dir, "answer.b64", []byte(body))
		runTool(t, dir, "openssl", "base64", "-d", "-A", "-in", "answer.b64", "-out", "answer.p7")
		if printed := runTool(t, dir, "openssl", "pkcs7", "-inform", "DER", "-in", "answer.p7", "-print_certs"); !strings.Contains(printed, "BEGIN CERTIFICATE") {
			t.Errorf("no certificate in the answer:\n%s", printed)
		}
	}
}

// writeHolder writes old.pem and old.key.
func writeHolder(t testing.TB, dir string, h holder) {
	t.Helper()
	write(t, dir, "old.pem", certPEM(h.Cert))
	der, err := x509.MarshalPKCS8PrivateKey(h.Key)
	must(t, err)
	write(t, dir, "old.key", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func TestStrongSwanFetchesTheChain(t *testing.T) {
	server := serveNew(t)
	dir := t.TempDir()
	server.chainFiles(t, dir)
	runTool(t, dir, "pki", "--estca", "--url", server.URL, "--cacert", "root.pem", "--caout", "got.pem", "--outform", "pem")
	for name, want := range map[string]*x509.Certificate{"got.pem": server.Chain()[1], "got-1.pem": server.Chain()[0]} {
		content, err := os.ReadFile(filepath.Join(dir, name))
		must(t, err)
		if block, _ := pem.Decode(content); block == nil || !bytes.Equal(block.Bytes, want.Raw) {
			t.Errorf("%s is not %s", name, want.Subject)
		}
	}
}

func TestStrongSwanRenews(t *testing.T) {
	for kind, gen := range map[string][]string{
		"RSA-2048": {"--type", "rsa", "--size", "2048"},
		"P-256":    {"--type", "ecdsa", "--size", "256"},
	} {
		for _, version := range []string{"1.2", "1.3"} {
			t.Run(kind+" TLS "+version, func(t *testing.T) {
				strongSwanRenews(t, kind, gen, version)
			})
		}
	}
}

// strongSwanRenews lets it renew with a key of a kind, made by pki --gen, up to
// that version of TLS; of itself it goes no further than 1.2.
func strongSwanRenews(t *testing.T, kind string, gen []string, version string) {
	log := new(records)
	server := serve(t, openCA(t, ca.Config{Log: log.logger()}))
	dir := t.TempDir()
	server.chainFiles(t, dir)
	write(t, dir, "strongswan.conf", []byte("pki {\n\tload_modular = no\n}\nlibtls {\n\tversion_max = "+version+"\n}\n"))
	t.Setenv("STRONGSWAN_CONF", filepath.Join(dir, "strongswan.conf"))
	old := newHolderOf(t, server.CA, newKey(t, kind), ca.Sign, ca.Validity{}, x509.CertificateRequest{
		EmailAddresses: []string{"office@example.cn"},
	})
	writeHolder(t, dir, old)
	write(t, dir, "new.key", []byte(runTool(t, dir, "pki", append([]string{"--gen", "--outform", "pem"}, gen...)...)))
	write(t, dir, "csr.der", []byte(runTool(t, dir, "pki", "--req", "--in", "new.key",
		"--dn", "C=CN, O=深圳市示例科技有限公司, CN=示例科技", "--san", "office@example.cn")))
	renew := func() []byte {
		printed := runTool(t, dir, "pki", "--est", "--url", server.URL, "--in", "csr.der",
			"--cacert", "root.pem", "--cacert", "issuing.pem", "--cert", "old.pem", "--key", "old.key")
		return []byte(printed)
	}
	fresh, err := x509.ParseCertificate(renew())
	must(t, err)
	if !bytes.Equal(fresh.RawSubject, old.Cert.RawSubject) {
		t.Error("the subject's bytes changed")
	}
	if again := renew(); !bytes.Equal(again, fresh.Raw) {
		t.Error("the same request got another certificate")
	}
	if said := log.String(); !strings.Contains(said, `"tls":"TLS `+version+`"`) {
		t.Errorf("another version of TLS: %s", said)
	}
}
