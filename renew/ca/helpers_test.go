package ca_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/sync/errgroup"

	"ukey/renew/ca"
	"ukey/renew/cms"
	"ukey/renew/est"
	"ukey/renew/internal/keytest"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		removeAuthority()
		if err := postgres.Stop(); err != nil {
			log.Print(err)
			code = 1
		}
		os.Exit(code)
	}))
}

// clock is a time that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Now()} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// authority is the folder of a CA made once, whose keys all tests copy.
var authority = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "ukeyca-test-")
	if err != nil {
		return "", err
	}
	made, err := ca.Open(context.Background(), ca.Config{Dir: dir})
	if err != nil {
		return dir, err
	}
	return dir, made.Close()
})

func removeAuthority() {
	if dir, _ := authority(); dir != "" {
		_ = os.RemoveAll(dir)
	}
}

// caFolder is a fresh CA's folder.
func caFolder(t testing.TB) string {
	t.Helper()
	source, err := authority()
	must(t, err)
	dir := filepath.Join(t.TempDir(), "ca")
	must(t, os.CopyFS(filepath.Join(dir, "authority"), os.DirFS(filepath.Join(source, "authority"))))
	return dir
}

func openCA(t testing.TB, cfg ca.Config) *ca.CA {
	t.Helper()
	if cfg.Dir == "" {
		cfg.Dir = caFolder(t)
	}
	opened, err := ca.Open(t.Context(), cfg)
	must(t, err)
	t.Cleanup(func() { must(t, opened.Close()) })
	return opened
}

// served is a CA that listens.
type served struct {
	*ca.CA
	URL  string
	Addr string
}

func serve(t testing.TB, authority *ca.CA) served {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- authority.Serve(ctx, listener) }()
	t.Cleanup(func() {
		cancel()
		must(t, <-done)
	})
	addr := listener.Addr().String()
	return served{CA: authority, URL: "https://" + addr, Addr: addr}
}

func serveNew(t testing.TB) served { return serve(t, openCA(t, ca.Config{})) }

// holder is a certificate with its key.
type holder struct {
	Key  crypto.Signer
	Cert *x509.Certificate
}

// client is an HTTP client that shows a holder's certificate; none if it is
// the zero holder.
func (s served) client(t testing.TB, h holder, tweaks ...func(*tls.Config)) *http.Client {
	t.Helper()
	config := &tls.Config{RootCAs: s.Roots()}
	if h.Cert != nil {
		config.Certificates = []tls.Certificate{{Certificate: [][]byte{h.Cert.Raw}, PrivateKey: h.Key}}
	}
	for _, tweak := range tweaks {
		tweak(config)
	}
	transport := &http.Transport{TLSClientConfig: config}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: time.Minute}
}

// answer is what came back.
type answer struct {
	Status int
	Header http.Header
	Body   []byte
}

func send(t testing.TB, client *http.Client, method, url, contentType string, body []byte) answer {
	t.Helper()
	got, err := exchange(t.Context(), client, method, url, contentType, body)
	must(t, err)
	return got
}

func exchange(ctx context.Context, client *http.Client, method, url, contentType string, body []byte) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	resp, err := client.Do(req)
	if err != nil {
		return answer{}, err
	}
	content, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Header, content}, errors.Join(err, resp.Body.Close())
}

// enrol posts a request to an operation.
func (s served) enrol(t testing.TB, client *http.Client, label string, op est.Op, csr []byte) answer {
	t.Helper()
	return send(t, client, http.MethodPost, s.URL+est.Path(label, op), est.MediaCSR, est.EncodeWrapped(csr))
}

// enrolAtOnce posts the same request over several connections and returns the
// answers.
func (s served) enrolAtOnce(t testing.TB, h holder, label string, op est.Op, csr []byte) []answer {
	t.Helper()
	answers := make([]answer, 8)
	group, ctx := errgroup.WithContext(t.Context())
	for i := range answers {
		client := s.client(t, h)
		group.Go(func() (err error) {
			answers[i], err = exchange(ctx, client, http.MethodPost, s.URL+est.Path(label, op), est.MediaCSR, est.EncodeWrapped(csr))
			return err
		})
	}
	must(t, group.Wait())
	return answers
}

// certificate takes the one certificate out of an enrolment's answer.
func (a answer) certificate(t testing.TB) *x509.Certificate {
	t.Helper()
	if a.Status != http.StatusOK {
		t.Fatalf("status %d: %s", a.Status, a.Body)
	}
	der, err := est.DecodeBody(a.Body)
	must(t, err)
	certs, err := cms.ParseCertsOnly(der)
	must(t, err)
	if len(certs) != 1 {
		t.Fatalf("%d certificates, want 1", len(certs))
	}
	return certs[0]
}

// problem reads a refusal and checks that it is one.
func (a answer) problem(t testing.TB) est.Problem {
	t.Helper()
	if got := a.Header.Get("Content-Type"); got != est.MediaProblem {
		t.Fatalf("status %d of type %q, want a problem document: %s", a.Status, got, a.Body)
	}
	return est.ParseProblem(a.Status, est.MediaProblem, a.Body)
}

// newKey makes a key of a kind.
func newKey(t testing.TB, kind string) crypto.Signer {
	t.Helper()
	if kind == "RSA-2048" {
		return keytest.RSA(t)
	}
	return keytest.EC(t)
}

func samePublic(a, b crypto.PublicKey) bool {
	return a.(interface{ Equal(crypto.PublicKey) bool }).Equal(b)
}

// company is the subject that tests use, with a name in Chinese.
func company() pkix.Name {
	return pkix.Name{Country: []string{"CN"}, Organization: []string{"深圳市示例科技有限公司"}, CommonName: "示例科技"}
}

func newCSR(t testing.TB, key crypto.Signer, template x509.CertificateRequest) []byte {
	t.Helper()
	if template.RawSubject == nil && template.Subject.CommonName == "" {
		template.Subject = company()
	}
	der, err := x509.CreateCertificateRequest(rand.Reader, &template, key)
	must(t, err)
	return der
}

// newHolder issues a certificate for a new key.
func newHolder(t testing.TB, authority *ca.CA, key crypto.Signer, profile ca.Profile, validity ca.Validity) holder {
	t.Helper()
	return newHolderOf(t, authority, key, profile, validity, x509.CertificateRequest{})
}

func newHolderOf(t testing.TB, authority *ca.CA, key crypto.Signer, profile ca.Profile, validity ca.Validity, template x509.CertificateRequest) holder {
	t.Helper()
	der, err := authority.Issue(t.Context(), newCSR(t, key, template), profile, validity)
	must(t, err)
	cert, err := x509.ParseCertificate(der)
	must(t, err)
	return holder{key, cert}
}

// records is a log that tests read.
type records struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (r *records) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.buf.Write(p)
}

func (r *records) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.buf.String()
}

func (r *records) logger() *slog.Logger {
	return slog.New(slog.NewJSONHandler(r, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
