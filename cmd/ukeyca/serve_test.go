package main

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ukey/renew/est"
)

// process is a running `ukeyca serve`.
type process struct {
	cmd *exec.Cmd
	url string
	// status is where it serves CRL and OCSP without TLS, if it does.
	status string
}

// start runs the program on a folder until the test ends.
func start(t *testing.T, dir string, more ...string) *process {
	t.Helper()
	cmd := exec.Command("ukeyca", append([]string{"serve", "--data", dir, "--listen", "127.0.0.1:0"}, more...)...)
	stdout, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	p := &process{cmd: cmd}
	t.Cleanup(p.kill)
	// A program that says nothing must not hold up the test for good.
	impatience := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	defer impatience.Stop()
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if url, ok := strings.CutPrefix(lines.Text(), "Serving "); ok {
			p.url = url
		}
		if url, ok := strings.CutPrefix(lines.Text(), "CRL and OCSP: "); ok {
			p.status = url
		}
		if lines.Text() == "Root certificate: "+filepath.Join(dir, "root.pem") {
			return p
		}
	}
	t.Fatalf("the program ended without saying that it serves: %v", lines.Err())
	return nil
}

// kill ends the program at once, wherever it is. Killing twice is no error.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func request(t *testing.T) (*ecdsa.PrivateKey, []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: "示例"}}, key)
	must(t, err)
	return key, csr
}

// issueWith runs `ukeyca issue` and returns the certificate in TLS's form.
func issueWith(t *testing.T, dir string) tls.Certificate {
	t.Helper()
	key, csr := request(t)
	file := filepath.Join(t.TempDir(), "csr.der")
	must(t, os.WriteFile(file, csr, 0o600))
	printed, err := exec.CommandContext(t.Context(), "ukeyca", "issue", "--data", dir, "--csr", file, "--profile", "sign").Output()
	must(t, err)
	block, _ := pem.Decode(printed)
	if block == nil {
		t.Fatalf("no PEM: %s", printed)
	}
	return tls.Certificate{Certificate: [][]byte{block.Bytes}, PrivateKey: key}
}

// renew re-enrols and returns the answer's body.
func renew(t *testing.T, p *process, dir string, old tls.Certificate, csr []byte) []byte {
	t.Helper()
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: rootsOf(t, dir), Certificates: []tls.Certificate{old}}}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: time.Minute}
	resp, err := client.Post(p.url+est.Path("", est.OpSimpleReenroll), est.MediaCSR, bytes.NewReader(est.EncodeWrapped(csr)))
	must(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	must(t, err)
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("status %d: %s", resp.StatusCode, body)
	}
	return body
}

// rootsOf is what clients of the CA in a folder are given.
func rootsOf(t *testing.T, dir string) *x509.CertPool {
	t.Helper()
	root, err := os.ReadFile(filepath.Join(dir, "root.pem"))
	must(t, err)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(root)
	return roots
}

func TestIssueWorksWhileTheCAServes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ca")
	server := start(t, dir)
	_, csr := request(t)
	renew(t, server, dir, issueWith(t, dir), csr)
}

func TestAnAnswerOutlivesAKillRightAfterIt(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ca")
	server := start(t, dir)
	old := issueWith(t, dir)
	for range 3 {
		_, csr := request(t)
		before := renew(t, server, dir, old, csr)
		server.kill()
		server = start(t, dir)
		if after := renew(t, server, dir, old, csr); !bytes.Equal(before, after) {
			t.Fatal("another answer after the restart")
		}
	}
}

func TestASecondServerOnTheFolderIsRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ca")
	start(t, dir)
	output, err := exec.CommandContext(t.Context(), "ukeyca", "serve", "--data", dir, "--listen", "127.0.0.1:0").CombinedOutput()
	if err == nil || !strings.Contains(string(output), "another process serves the CA in this folder") ||
		strings.Contains(string(output), "Serving") {
		t.Errorf("%v: %s", err, output)
	}
}
