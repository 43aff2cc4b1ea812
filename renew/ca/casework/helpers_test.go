package casework_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"image"
	"image/png"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ukey/renew/ca/casework"
	"ukey/renew/ca/internal/store"
	"ukey/renew/ca/pgtest"
	"ukey/renew/cases"
	"ukey/renew/internal/keytest"
)

// postgres is the PostgreSQL server of all tests.
var postgres pgtest.Server

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if err := postgres.Stop(); err != nil {
			println(err.Error())
			code = 1
		}
		os.Exit(code)
	}))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// audience is what the CA of these tests calls itself.
const audience = "ca.example:8443"

// office is a CA's work on cases, on a clock that tests move.
type office struct {
	*casework.Service
	openStore func(context.Context) (*store.Store, error)

	key   []byte
	store *store.Store
	log   *bytes.Buffer

	mu     sync.Mutex
	now    time.Time
	serial int64
	sent   []string // texts
	fail   error    // of the next messages
}

// Send makes the office its own messenger.
func (o *office) Send(_ context.Context, to, text string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.fail != nil {
		return o.fail
	}
	o.sent = append(o.sent, to+" "+text)
	return nil
}

func (o *office) clock() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

func (o *office) advance(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now = o.now.Add(d)
}

// onEach runs a test on each kind of database.
func onEach(t *testing.T, test func(t *testing.T, o *office)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) { test(t, newOffice(t)) })
	t.Run("PostgreSQL", func(t *testing.T) {
		url, err := postgres.Database(t.Context())
		must(t, err)
		test(t, newOfficeOn(t, func(ctx context.Context) (*store.Store, error) { return store.OpenPostgres(ctx, url) }))
	})
}

func newOffice(t testing.TB) *office {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ca.db")
	return newOfficeOn(t, func(ctx context.Context) (*store.Store, error) { return store.OpenSQLite(ctx, path) })
}

// newOfficeOn opens on a Friday morning in Shenzhen.
func newOfficeOn(t testing.TB, openStore func(context.Context) (*store.Store, error)) *office {
	t.Helper()
	o := &office{
		openStore: openStore, key: bytes.Repeat([]byte{7}, casework.KeySize), log: new(bytes.Buffer),
		now: time.Date(2026, 7, 24, 2, 0, 0, 0, time.UTC),
	}
	o.open(t)
	t.Cleanup(func() { must(t, o.store.Close()) })
	return o
}

func (o *office) open(t testing.TB) {
	t.Helper()
	var err error
	o.store, err = o.openStore(t.Context())
	must(t, err)
	o.Service, err = casework.New(casework.Config{
		Store: o.store, Key: o.key, Sender: o, Clock: o.clock, Log: slog.New(slog.NewJSONHandler(o.log, nil)),
	})
	must(t, err)
}

// restart closes everything and opens it again.
func (o *office) restart(t testing.TB) {
	t.Helper()
	must(t, o.store.Close())
	o.open(t)
}

// code is the one in the last message.
func (o *office) code(t testing.TB) string {
	t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.sent) == 0 {
		t.Fatal("no message was sent")
	}
	code := regexp.MustCompile(`验证码 (\d{6})，`).FindStringSubmatch(o.sent[len(o.sent)-1])
	if code == nil {
		t.Fatalf("no code in %q", o.sent[len(o.sent)-1])
	}
	return code[1]
}

// applicant holds a certificate, and a case once it is open.
type applicant struct {
	office *office
	cert   *x509.Certificate
	key    crypto.Signer
	id     string
	access string
	fresh  crypto.Signer // the key that the new certificate is for
}

// issue makes a certificate that the store knows.
func (o *office) issue(t testing.TB, profile string, notAfter time.Time) applicant {
	t.Helper()
	o.serial++
	a := applicant{office: o, key: keytest.EC(t), fresh: keytest.EC(t)}
	a.cert = certify(t, o.serial, a.key, notAfter)
	must(t, o.store.AddCertificate(t.Context(), store.Certificate{X509: a.cert, Profile: profile, Issued: o.clock()}))
	return a
}

// expired is an applicant whose certificate ran out yesterday.
func (o *office) expired(t testing.TB) *applicant {
	t.Helper()
	a := o.issue(t, "sign", o.clock().Add(-24*time.Hour))
	return &a
}

func certify(t testing.TB, serial int64, key crypto.Signer, notAfter time.Time) *x509.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial),
		Subject: pkix.Name{
			Country: []string{"CN"}, Organization: []string{"深圳市示例科技有限公司"}, CommonName: "示例科技",
		},
		NotBefore: notAfter.AddDate(-1, 0, 0), NotAfter: notAfter,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	must(t, err)
	cert, err := x509.ParseCertificate(der)
	must(t, err)
	return cert
}

// says signs a statement with a fresh nonce, as it may have been changed.
func (a *applicant) says(t testing.TB, s cases.Statement, change ...func(*cases.Statement)) []byte {
	t.Helper()
	s.Nonce, s.Audience = a.office.Nonce().Nonce, audience
	for _, c := range change {
		c(&s)
	}
	message, err := s.Sign(a.cert, a.key)
	must(t, err)
	return message
}

// form is one without flaws.
func form() cases.Form {
	return cases.Form{
		IDNumber: "11010519491231002X", Name: "王小明", Address: "深圳市福田区深南大道1号",
		Phone: "13812345678", Email: "wang@example.com",
	}
}

// picture is a scan, of another colour for another shade.
func picture(t testing.TB, shade uint8) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 40, 30))
	for i := range img.Pix {
		img.Pix[i] = shade
	}
	var b bytes.Buffer
	must(t, png.Encode(&b, img))
	return b.Bytes()
}

func (a *applicant) open(t testing.TB) cases.Case {
	t.Helper()
	opened, err := a.office.Open(t.Context(), a.says(t, cases.Statement{Purpose: cases.ToOpen}), audience)
	must(t, err)
	a.id, a.access = opened.Case.ID, opened.Access
	return opened.Case
}

// attach sends all scans and returns their hashes.
func (a *applicant) attach(t testing.TB, shade uint8) map[cases.Kind]string {
	t.Helper()
	hashes := make(map[cases.Kind]string)
	for i, kind := range cases.Kinds() {
		data := picture(t, shade+uint8(i))
		_, err := a.office.PutDocument(t.Context(), a.id, a.access, kind, data)
		must(t, err)
		hashes[kind] = cases.Fingerprint(data)
	}
	return hashes
}

// submission is the statement that submits.
func (a *applicant) submission(t testing.TB, f cases.Form, hashes map[cases.Kind]string) []byte {
	t.Helper()
	return a.says(t, cases.Statement{Purpose: cases.ToSubmit, Case: a.id, Form: &f, Documents: hashes})
}

func (a *applicant) submit(t testing.TB) cases.Case {
	t.Helper()
	hashes := a.attach(t, 1)
	submitted, err := a.office.Submit(t.Context(), a.id, a.access, a.submission(t, form(), hashes), audience)
	must(t, err)
	return submitted
}

// reviewer is one of the staff.
func reviewer() casework.Actor { return casework.Actor{Name: "李审核", Role: "reviewer"} }

func (o *office) version(t testing.TB, id string) int64 {
	t.Helper()
	file, err := o.Get(t.Context(), id)
	must(t, err)
	return file.Version
}

func (a *applicant) approve(t testing.TB) {
	t.Helper()
	_, err := a.office.Approve(t.Context(), reviewer(), a.id, a.office.version(t, a.id), casework.Approval{})
	must(t, err)
}

// approved is an applicant whose case was approved.
func (o *office) approved(t testing.TB) *applicant {
	t.Helper()
	a := o.expired(t)
	a.open(t)
	a.submit(t)
	a.approve(t)
	return a
}

func hashOf(t testing.TB, key crypto.Signer) store.KeyHash {
	t.Helper()
	spki, err := x509.MarshalPKIXPublicKey(key.Public())
	must(t, err)
	return store.HashKey(spki)
}

// secret goes through the code to the secret for the fresh key.
func (a *applicant) secret(t testing.TB) string {
	t.Helper()
	_, err := a.office.SendCode(t.Context(), a.id, a.access, hashOf(t, a.fresh))
	must(t, err)
	bought, err := a.office.VerifyCode(t.Context(), a.id, a.access, hashOf(t, a.fresh), a.office.code(t))
	must(t, err)
	return bought.Secret
}

// grant has a certificate issued for a secret.
func (a *applicant) grant(t testing.TB, secret string) (*x509.Certificate, error) {
	t.Helper()
	a.office.serial++
	cert := certify(t, a.office.serial, a.fresh, a.office.clock().AddDate(1, 0, 0))
	_, err := a.office.Grant(t.Context(), a.id, secret,
		store.Certificate{X509: cert, Profile: "sign", Issued: a.office.clock()},
		store.Enrolment{
			Request: store.Request{Operation: "simpleenroll", Key: hashOf(t, a.fresh)},
			Client:  a.cert.SerialNumber, Issued: cert.SerialNumber, Answered: a.office.clock(), Body: cert.Raw,
		})
	return cert, err
}

// refused checks that an error is a refusal for that reason.
func refused(t testing.TB, err error, want casework.Reason) casework.Refusal {
	t.Helper()
	got := new(casework.Refusal)
	if !errors.As(err, &got) || got.Reason != want {
		t.Errorf("got %v, want a refusal for %q", err, want)
	}
	return *got
}

// dump is all text that the store holds.
func (o *office) dump(t testing.TB) string {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "copy.db")
	must(t, o.store.Snapshot(t.Context(), copied))
	content, err := os.ReadFile(copied)
	must(t, err)
	return string(content)
}
