package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// said reads what the server says until it names its desk, and what follows if
// more is awaited.
func said(t *testing.T, dir string, lines int, args ...string) []string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, "ukeyca", append([]string{"serve", "--data", dir, "--listen", "127.0.0.1:0"}, args...)...)
	stdout, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup((&process{cmd: cmd}).kill)
	var all []string
	for scanner := bufio.NewScanner(stdout); len(all) < lines && scanner.Scan(); {
		all = append(all, scanner.Text())
	}
	if len(all) < lines {
		t.Fatalf("the server said no more than %q", all)
	}
	return all
}

func addOperator(t *testing.T, dir, password string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "ukeyca", "operator", "add", "--data", dir, "--name", "zhou", "--role", "admin")
	cmd.Stdin = strings.NewReader(password + "\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// browser is a client that keeps cookies. It calls asked when a server wants a
// certificate of it.
func browser(t *testing.T, dir string, asked func()) *http.Client {
	t.Helper()
	root, err := os.ReadFile(filepath.Join(dir, "root.pem"))
	must(t, err)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(root)
	transport := &http.Transport{TLSClientConfig: &tls.Config{
		RootCAs: roots,
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			asked()
			return new(tls.Certificate), nil
		},
	}}
	t.Cleanup(transport.CloseIdleConnections)
	jar, err := cookiejar.New(nil)
	must(t, err)
	return &http.Client{Transport: transport, Jar: jar, Timeout: time.Minute}
}

func body(t *testing.T, resp *http.Response, err error) string {
	t.Helper()
	must(t, err)
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	must(t, err)
	return string(content)
}

func TestTheServerNamesItsDeskAndHowToAddTheFirstOperator(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ca")
	lines := said(t, dir, 4)
	at, ok := strings.CutPrefix(lines[2], "Review desk: ")
	if want := "ukeyca operator add --data " + dir + " --name NAME --role admin"; !ok || !strings.Contains(lines[3], want) {
		t.Fatalf("said %q", lines)
	}
	addOperator(t, dir, "correct horse battery")
	client := browser(t, dir, func() {})
	resp, err := client.PostForm(at+"sign-in", url.Values{"name": {"zhou"}, "password": {"correct horse battery"}})
	if page := body(t, resp, err); !strings.Contains(page, "待审核") {
		t.Errorf("after signing in: %s", page)
	}
	resp, err = client.Get(at + "audit")
	if page := body(t, resp, err); !strings.Contains(page, "日志完整") {
		t.Errorf("the audit log: %s", page)
	}
}

func TestADeskOfItsOwnIsNotOnThePublicAddressAndAsksForNoCertificate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ca")
	lines := said(t, dir, 4, "--desk", "127.0.0.1:0")
	public := strings.TrimPrefix(lines[0], "Serving ")
	at := strings.TrimPrefix(lines[2], "Review desk: ")
	if strings.HasPrefix(at, public) {
		t.Fatalf("said %q", lines)
	}
	client := browser(t, dir, func() { t.Error("asked for a certificate") })
	resp, err := client.Get(strings.TrimSuffix(at, "/desk/"))
	if page := body(t, resp, err); !strings.Contains(page, "登录审核台") {
		t.Errorf("the desk's address: %s", page)
	}
	resp, err = client.Get(strings.TrimSuffix(at, "desk/") + "v1/renewal-info/x")
	if page := body(t, resp, err); strings.Contains(page, "code") {
		t.Errorf("the desk's address answers clients: %s", page)
	}
	resp, err = browser(t, dir, func() {}).Get(public + "/desk/sign-in")
	if body(t, resp, err); resp.StatusCode != http.StatusNotFound {
		t.Errorf("the public address: %d", resp.StatusCode)
	}
}
