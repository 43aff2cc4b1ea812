package ca_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/x509"
	"encoding/json"
	"image"
	"image/png"
	"net"
	"net/http"
	"regexp"
	"sync"
	"testing"
	"time"

	"ukey/renew/ca"
	"ukey/renew/ca/casework"
	"ukey/renew/cases"
	"ukey/renew/est"
)

// messages is where codes go in tests.
type messages struct {
	mu   sync.Mutex
	all  []string
	fail error
}

func (m *messages) Send(_ context.Context, to, text string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return m.fail
	}
	m.all = append(m.all, to+" "+text)
	return nil
}

// code is the one in the last message.
func (m *messages) code(t testing.TB) string {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.all) == 0 {
		t.Fatal("no message was sent")
	}
	return regexp.MustCompile(`\b\d{6}\b`).FindString(m.all[len(m.all)-1])
}

// caseRig is a CA that serves, with its clock and its messages.
type caseRig struct {
	served
	clock    *clock
	messages *messages
	config   ca.Config
	stop     func()
}

func newCaseRig(t testing.TB) *caseRig {
	t.Helper()
	r := &caseRig{clock: newClock(), messages: new(messages)}
	r.config = ca.Config{
		Dir: caFolder(t), Clock: r.clock.Now, Messages: r.messages,
		Limits: ca.Limits{PerCertificate: -1},
	}
	r.start(t)
	return r
}

// start opens the CA in its folder and serves it until stop or the test's end.
func (r *caseRig) start(t testing.TB) {
	t.Helper()
	opened, err := ca.Open(t.Context(), r.config)
	must(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- opened.Serve(ctx, listener) }()
	r.stop = sync.OnceFunc(func() {
		cancel()
		must(t, <-done)
		must(t, opened.Close())
	})
	t.Cleanup(r.stop)
	addr := listener.Addr().String()
	r.served = served{CA: opened, URL: "https://" + addr, Addr: addr}
}

// applicant holds a certificate that expired yesterday.
type applicant struct {
	holder
	client *cases.Client
	ticket cases.Ticket
	fresh  crypto.Signer // the key that the new certificate is for
}

func (a *applicant) who() cases.Applicant {
	return cases.Applicant{Certificate: a.Cert, Key: a.Key}
}

func (r *caseRig) newApplicant(t testing.TB, kind string) *applicant {
	t.Helper()
	old := newHolderOf(t, r.CA, newKey(t, kind), ca.Sign,
		ca.Validity{NotAfter: r.clock.Now().AddDate(0, 0, -1)},
		x509.CertificateRequest{Subject: company()})
	client, err := cases.NewClient(est.Config{URL: r.URL, Roots: r.Roots()})
	must(t, err)
	t.Cleanup(func() { must(t, client.Close()) })
	return &applicant{holder: old, client: client, fresh: newKey(t, kind)}
}

func applicationForm() cases.Form {
	return cases.Form{
		IDNumber: "11010519491231002X", Name: "王小明", Address: "深圳市福田区深南大道1号",
		Phone: "13812345678", Email: "wang@example.com",
	}
}

func picture(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30))))
	return b.Bytes()
}

func (a *applicant) open(t testing.TB) {
	t.Helper()
	_, ticket, err := a.client.Open(t.Context(), a.who())
	must(t, err)
	a.ticket = ticket
}

func (a *applicant) submit(t testing.TB) {
	t.Helper()
	hashes := make(map[cases.Kind]string)
	for _, kind := range cases.Kinds() {
		scan := picture(t)
		_, err := a.client.PutDocument(t.Context(), a.ticket, kind, cases.PNG, scan)
		must(t, err)
		hashes[kind] = cases.Fingerprint(scan)
	}
	_, err := a.client.Submit(t.Context(), a.ticket, a.who(), applicationForm(), hashes)
	must(t, err)
}

func (r *caseRig) approve(t testing.TB, a *applicant) {
	t.Helper()
	file, err := r.Cases().Get(t.Context(), a.ticket.Case)
	must(t, err)
	_, err = r.Cases().Approve(t.Context(), casework.Actor{Name: "李审核", Role: "reviewer"}, file.ID, file.Version, casework.Approval{})
	must(t, err)
}

// approved is an applicant whose case was approved.
func (r *caseRig) approved(t testing.TB, kind string) *applicant {
	t.Helper()
	a := r.newApplicant(t, kind)
	a.open(t)
	a.submit(t)
	r.approve(t, a)
	return a
}

// secret buys one for the fresh key.
func (r *caseRig) secret(t testing.TB, a *applicant) string {
	t.Helper()
	_, err := a.client.SendCode(t.Context(), a.ticket, a.fresh.Public())
	must(t, err)
	secret, err := a.client.VerifyCode(t.Context(), a.ticket, a.fresh.Public(), r.messages.code(t))
	must(t, err)
	return secret.Secret
}

// simpleEnroll sends a request with HTTP Basic, over a connection without a
// client certificate.
func (r *caseRig) simpleEnroll(t testing.TB, user, password string, csr []byte) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost,
		r.URL+est.Path("", est.OpSimpleEnroll), bytes.NewReader(est.EncodeWrapped(csr)))
	must(t, err)
	req.Header.Set("Content-Type", est.MediaCSR)
	req.SetBasicAuth(user, password)
	return do(t, r.client(t, holder{}), req)
}

// call sends a request below /v1 as nobody's own client would.
func (r *caseRig) call(t testing.TB, method, path, access, contentType string, body []byte) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, r.URL+path, bytes.NewReader(body))
	must(t, err)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	if access != "" {
		req.Header.Set("Authorization", "Bearer "+access)
	}
	return do(t, r.client(t, holder{}), req)
}

func do(t testing.TB, client *http.Client, req *http.Request) answer {
	t.Helper()
	resp, err := client.Do(req)
	must(t, err)
	defer resp.Body.Close()
	var body bytes.Buffer
	_, err = body.ReadFrom(resp.Body)
	must(t, err)
	return answer{resp.StatusCode, resp.Header, body.Bytes()}
}

// refused checks that an answer is a refusal with that status and code.
func (a answer) refused(t testing.TB, status int, code ca.Code) est.Problem {
	t.Helper()
	p := a.problem(t)
	if a.Status != status || p.Code != int(code) || p.Detail == "" || p.Title == "" {
		t.Errorf("status %d, problem %+v; want status %d, code %d", a.Status, p, status, code)
	}
	return p
}

// into reads JSON.
func (a answer) into(t testing.TB, value any) {
	t.Helper()
	if a.Status != http.StatusOK {
		t.Fatalf("status %d: %s", a.Status, a.Body)
	}
	must(t, json.Unmarshal(a.Body, value))
}

const day = 24 * time.Hour
