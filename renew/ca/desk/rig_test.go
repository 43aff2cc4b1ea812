package desk_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"go.uber.org/goleak"

	"ukey/renew/ca/casework"
	"ukey/renew/ca/desk"
	"ukey/renew/ca/desk/operators"
	"ukey/renew/ca/internal/store"
	"ukey/renew/cases"
	"ukey/renew/internal/keytest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	closeBrowser()
	if err := goleak.Find(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// china is where the desk is.
var china = time.FixedZone("CST", 8*60*60)

// The people of the desk. Zhou is an administrator.
const (
	wang     = "wangfang"
	zhou     = "zhouming"
	password = "correct horse battery"
)

// console is somebody at the CA's command line.
var console = casework.Actor{Name: "root", Role: "operator"}

// rig is a desk that is served, with its store and its time.
type rig struct {
	URL   string
	File  string // the database
	Store *store.Store
	Cases *casework.Service
	Staff *operators.Service
	Log   *records

	mu      sync.Mutex
	now     time.Time
	wait    time.Duration // before somebody may sign in
	handler http.Handler
	client  *http.Client // trusts the server
}

func (r *rig) Now() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func (r *rig) pace(*http.Request) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.wait
}

// at moves the time to a moment in November 2026, whose 23rd is a Monday.
func (r *rig) at(day, hour, minute int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = time.Date(2026, 11, day, hour, minute, 0, 0, china)
}

// newRig serves a desk with its two people, on a Monday morning.
func newRig(t testing.TB) *rig {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ca.db")
	s, err := store.OpenSQLite(t.Context(), file)
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	r := newRigOn(t, s)
	r.File = file
	server := httptest.NewTLSServer(r.handler)
	t.Cleanup(server.Close)
	r.URL, r.client = server.URL, server.Client()
	return r
}

// newRigOn makes a desk that nobody serves.
func newRigOn(t testing.TB, s *store.Store) *rig {
	t.Helper()
	r := &rig{Log: new(records)}
	r.at(23, 9, 0)
	r.start(t, s)
	for name, role := range map[string]operators.Role{wang: operators.Reviewer, zhou: operators.Admin} {
		_, err := r.Staff.Add(t.Context(), console, name, role, password)
		must(t, err)
	}
	return r
}

// start makes the desk, as each start of the CA does.
func (r *rig) start(t testing.TB, s *store.Store) {
	t.Helper()
	r.Store = s
	log := slog.New(slog.NewJSONHandler(r.Log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var err error
	r.Cases, err = casework.New(casework.Config{Store: s, Key: make([]byte, casework.KeySize), Sender: nobody{}, Clock: r.Now, Log: log})
	must(t, err)
	// The cost of a password is package operators' to test.
	r.Staff = operators.New(s, r.Now, &argon2id.Params{Memory: 8, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	r.handler, err = desk.New(desk.Config{
		Cases: r.Cases, Operators: r.Staff, Audit: s, Sessions: s.Sessions(), Pace: r.pace, Clock: r.Now, Zone: china, Log: log,
	})
	must(t, err)
}

// nobody sends no messages.
type nobody struct{}

func (nobody) Send(context.Context, string, string) error { return nil }

// records is a log that tests read.
type records struct {
	mu  sync.Mutex
	buf []byte
}

func (r *records) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.buf = append(r.buf, p...)
	return len(p), nil
}

func (r *records) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return string(r.buf)
}

// application is what an applicant hands in.
type application struct {
	Organisation string
	Name         string // in the certificate; empty is the organisation's
	CreditCode   string
	Emails       []string
	Form         cases.Form
	Scans        map[cases.Kind][]byte
	ExpiredDays  int
}

// example is an application with nothing wrong.
func example(t testing.TB) application {
	t.Helper()
	return application{
		Organisation: "深圳市示例科技有限公司", CreditCode: "91440300MA5EXAMP0C", ExpiredDays: 12,
		Form: cases.Form{
			IDNumber: "11010519491231002X", Name: "李小梅", Address: "广东省深圳市南山区科技园科苑路15号", Phone: "13800138000", Email: "lixiaomei@example.com",
		},
		Scans: specks(t),
	}
}

// applicant is somebody with an expired certificate and a case.
type applicant struct {
	r      *rig
	cert   *x509.Certificate
	key    *ecdsa.PrivateKey
	ID     string
	access string
}

// apply opens a case and hands it in.
func (r *rig) apply(t testing.TB, app application) *applicant {
	t.Helper()
	a := r.open(t, app)
	a.submit(t, app)
	return a
}

const host = "ca.example"

func (r *rig) open(t testing.TB, app application) *applicant {
	t.Helper()
	a := &applicant{r: r}
	a.cert, a.key = certify(t, app, r.Now())
	must(t, r.Store.AddCertificate(t.Context(), store.Certificate{X509: a.cert, Profile: "sign", Issued: r.Now()}))
	opened, err := r.Cases.Open(t.Context(), a.sign(t, cases.Statement{Purpose: cases.ToOpen}), host)
	must(t, err)
	a.ID, a.access = opened.Case.ID, opened.Access
	return a
}

func (a *applicant) sign(t testing.TB, s cases.Statement) []byte {
	t.Helper()
	s.Nonce, s.Audience = a.r.Cases.Nonce().Nonce, host
	signed, err := s.Sign(a.cert, a.key)
	must(t, err)
	return signed
}

// submit hands in, for the first time or again.
func (a *applicant) submit(t testing.TB, app application) {
	t.Helper()
	said := cases.Statement{Purpose: cases.ToSubmit, Case: a.ID, Form: &app.Form, Documents: map[cases.Kind]string{}}
	for kind, scan := range app.Scans {
		_, err := a.r.Cases.PutDocument(t.Context(), a.ID, a.access, kind, scan)
		must(t, err)
		sum := sha256.Sum256(scan)
		said.Documents[kind] = hex.EncodeToString(sum[:])
	}
	_, err := a.r.Cases.Submit(t.Context(), a.ID, a.access, a.sign(t, said), host)
	must(t, err)
}

// version is the case's, as a page that is made now holds it.
func (a *applicant) version(t testing.TB) string {
	t.Helper()
	file, err := a.r.Cases.Get(t.Context(), a.ID)
	must(t, err)
	return strconv.FormatInt(file.Version, 10)
}

// sees is the case as the applicant has it now.
func (a *applicant) sees(t testing.TB) cases.Case {
	t.Helper()
	c, err := a.r.Cases.Progress(t.Context(), a.ID, a.access)
	must(t, err)
	return c
}

// certify makes a certificate that ended some days ago.
func certify(t testing.TB, app application, now time.Time) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key := keytest.EC(t)
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 100))
	must(t, err)
	name := app.Name
	if name == "" {
		name = app.Organisation
	}
	ended := now.AddDate(0, 0, -app.ExpiredDays)
	template := &x509.Certificate{
		SerialNumber: serial, NotBefore: ended.AddDate(-1, 0, 0), NotAfter: ended, KeyUsage: x509.KeyUsageDigitalSignature, EmailAddresses: app.Emails,
		Subject: pkix.Name{
			Country: []string{"CN"}, Province: []string{"广东省"}, Locality: []string{"深圳市"}, Organization: []string{app.Organisation}, CommonName: name,
		},
	}
	if app.CreditCode != "" {
		value, err := asn1.MarshalWithParams(app.CreditCode, "utf8")
		must(t, err)
		template.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 156, 10260, 4, 1, 4}, Value: value}}
	}
	issuer := &x509.Certificate{Subject: pkix.Name{CommonName: "UKey Reference Issuing CA"}}
	der, err := x509.CreateCertificate(rand.Reader, template, issuer, key.Public(), key)
	must(t, err)
	cert, err := x509.ParseCertificate(der)
	must(t, err)
	return cert, key
}
