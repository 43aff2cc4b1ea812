package app_test

import (
	"cmp"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/apply"
	"ukey/renew/ca"
	"ukey/token"
	"ukey/token/pkcs11"
	"ukey/token/softkey"
)

// rig is a key with certificates of a CA, and that CA behind HTTPS.
type rig struct {
	*app.App
	store  *softkey.Store
	key    *softkey.Token
	driver *pkcs11.Driver
	ca     *ca.CA
	id     token.ID

	// answer, if set, takes the place of the CA for one request.
	answer    func(ca http.Handler, w http.ResponseWriter, r *http.Request)
	exchanges atomic.Int32
	// wrap, if set, puts something between the server and the CA.
	wrap func(http.Handler) http.Handler

	// codes are the messages that the CA has sent. later is how far its clock
	// is ahead.
	codes messages
	later atomic.Int64

	// Folders of journals and of drafts.
	journals, applications string
	certificate            []byte // of the HTTPS server, DER
}

type rigSpec struct {
	algorithm token.Algorithm // of the old pairs; RSA2048 if empty
	ends      time.Duration   // from now; 27 days if 0
	tls       uint16          // the only version, if not 0
	hidden    bool            // without the PIN nothing is seen of the pairs
	owner     string          // softkey.ExampleName if empty
}

// newRig works by the real time, since TLS does.
func newRig(t *testing.T, spec rigSpec) *rig {
	t.Helper()
	r := &rig{}
	var err error
	if r.ca, err = ca.Open(t.Context(), ca.Config{
		Dir: filepath.Join(t.TempDir(), "ca"), Messages: &r.codes,
		Clock: func() time.Time { return time.Now().Add(time.Duration(r.later.Load())) },
	}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.ca.Close() })
	if r.store, err = softkey.New(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	if r.key, err = r.store.AddToken(softkey.TokenSpec{Label: "单位证书"}); err != nil {
		t.Fatal(err)
	}
	r.assemble(t, spec)
	return r
}

// assemble puts together what is there: a CA and a blank key.
func (r *rig) assemble(t *testing.T, spec rigSpec) {
	t.Helper()
	if spec.ends == 0 {
		spec.ends = 27 * 24 * time.Hour
	}
	if err := r.key.AddPair(
		r.pair(t, "\x01", "签名证书", ca.Sign, spec),
		r.pair(t, "\x02", "加密证书", ca.Encrypt, spec),
	); err != nil {
		t.Fatal(err)
	}
	module, err := r.store.Module()
	if err != nil {
		t.Fatal(err)
	}
	if r.driver, err = pkcs11.Load(module); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.driver.Close() })
	r.id = token.ID{Driver: r.driver.Name(), Serial: r.key.Serial, Label: r.key.Label}

	roots := r.ca.Roots()
	url := r.serve(t, roots, spec.tls)
	r.journals = filepath.Join(t.TempDir(), "renewals")
	r.applications = filepath.Join(t.TempDir(), "applications")
	r.App = app.New(app.Config{
		Drivers: []token.Driver{r.driver}, CA: app.CA{URL: url, Roots: roots}, WarnDays: 90,
		Journals: renew.OpenJournals(r.journals, time.Now),
		Drafts:   apply.OpenStore(r.applications, time.Now),
	})
}

func (r *rig) serve(t *testing.T, roots *x509.CertPool, version uint16) (url string) {
	real := r.ca.Handler()
	if r.wrap != nil {
		real = r.wrap(real)
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.exchanges.Add(1)
		if r.answer != nil {
			r.answer(real, w, req)
			return
		}
		real.ServeHTTP(w, req)
	}))
	server.TLS = &tls.Config{ClientAuth: tls.RequestClientCert, MinVersion: max(version, tls.VersionTLS12), MaxVersion: version}
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // of connections that a test ends
	server.StartTLS()
	t.Cleanup(server.Close)
	r.certificate = server.Certificate().Raw
	roots.AddCert(server.Certificate())
	return server.URL
}

func (r *rig) pair(t *testing.T, id, label string, profile ca.Profile, spec rigSpec) softkey.PairSpec {
	t.Helper()
	var key crypto.Signer
	var err error
	if spec.algorithm == token.P256 {
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	} else {
		key, err = rsa.GenerateKey(rand.Reader, 2048)
	}
	if err != nil {
		t.Fatal(err)
	}
	return softkey.PairSpec{ID: []byte(id), Label: label, Key: key, Certificate: r.issue(t, key, cmp.Or(spec.owner, softkey.ExampleName), profile, spec.ends), WithoutPublicKey: spec.hidden}
}

func (r *rig) issue(t *testing.T, key crypto.Signer, owner string, profile ca.Profile, ends time.Duration) []byte {
	t.Helper()
	credit, err := asn1.MarshalWithParams(softkey.ExampleCreditCode, "utf8")
	if err != nil {
		t.Fatal(err)
	}
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{
		Subject:         pkix.Name{Country: []string{"CN"}, Organization: []string{owner}, CommonName: owner},
		ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 156, 10260, 4, 1, 4}, Value: credit}},
	}, key)
	if err != nil {
		t.Fatal(err)
	}
	end := time.Now().Add(ends)
	der, err := r.ca.Issue(t.Context(), csr, profile, ca.Validity{NotBefore: end.AddDate(-1, 0, 0), NotAfter: end})
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// renew renews with the right PIN and returns the steps that were begun.
func (r *rig) renew(ctx context.Context, ask app.Questions) (*renew.Result, []renew.Event, error) {
	var events []renew.Event
	res, err := r.Renew(ctx, r.id, "", ask, func(e renew.Event) { events = append(events, e) })
	return res, events, err
}

func (r *rig) consent() *answers { return &answers{old: r.key.PIN, yes: true} }

// onKey reads the key's certificates past the app.
func (r *rig) onKey(t *testing.T) []token.Certificate {
	t.Helper()
	if _, err := r.driver.Tokens(t.Context()); err != nil {
		t.Fatal(err)
	}
	certs, err := r.driver.Certificates(t.Context(), r.id)
	if err != nil {
		t.Fatal(err)
	}
	return certs
}

// session logs in past the app.
func (r *rig) session(t *testing.T) token.Session {
	t.Helper()
	s, err := r.driver.Open(t.Context(), r.id, token.Auth{PIN: token.NewPIN([]byte(r.key.PIN))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}
