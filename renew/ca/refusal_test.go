package ca_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net/http"
	"testing"
	"time"

	"ukey/renew/ca"
	"ukey/renew/est"
	"ukey/renew/internal/keytest"
)

// enrolments are the operations that renew, which refuse alike.
func enrolments() []est.Op { return []est.Op{est.OpSimpleReenroll, est.OpServerKeyGen} }

func TestClientsThatProveNothingAreRefused(t *testing.T) {
	clock := newClock()
	server := serve(t, openCA(t, ca.Config{Clock: clock.Now}))
	stranger := foreign(t, server.CA)
	now := clock.Now()
	revoked := newHolder(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{})
	must(t, server.Revoke(t.Context(), revoked.Cert.SerialNumber, ca.Unspecified))
	for name, c := range map[string]struct {
		who    holder
		status int
		code   ca.Code
	}{
		"no certificate":         {holder{}, http.StatusUnauthorized, ca.CodeNoCertificate},
		"another CA's":           {stranger, http.StatusForbidden, ca.CodeForeignCertificate},
		"expired":                {newHolder(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{NotAfter: now.Add(-time.Hour)}), http.StatusForbidden, ca.CodeExpired},
		"not valid yet":          {newHolder(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{NotBefore: now.Add(time.Hour)}), http.StatusForbidden, ca.CodeNotYetValid},
		"revoked":                {revoked, http.StatusForbidden, ca.CodeRevoked},
		"encryption certificate": {newHolder(t, server.CA, keytest.RSA(t), ca.Encrypt, ca.Validity{}), http.StatusForbidden, ca.CodeNotForSigning},
	} {
		t.Run(name, func(t *testing.T) {
			client := server.client(t, c.who)
			for _, op := range enrolments() {
				got := server.enrol(t, client, est.LabelKWP, op, newCSR(t, keytest.EC(t), x509.CertificateRequest{}))
				p := got.problem(t)
				if got.Status != c.status || p.Code != int(c.code) || p.Status != c.status || p.Detail == "" {
					t.Errorf("%s: status %d, problem %+v; want status %d, code %d", op, got.Status, p, c.status, c.code)
				}
			}
		})
	}
}

// foreign is a holder whose certificate says all that one of ours does, with
// the same serial number, but was signed by somebody else.
func foreign(t testing.TB, authority *ca.CA) holder {
	t.Helper()
	ours := newHolder(t, authority, keytest.EC(t), ca.Sign, ca.Validity{})
	key, signer := keytest.EC(t), keytest.EC(t)
	template := *ours.Cert
	template.SignatureAlgorithm = x509.ECDSAWithSHA256
	parent := *authority.Chain()[0]
	parent.PublicKey = signer.Public()
	der, err := x509.CreateCertificate(rand.Reader, &template, &parent, key.Public(), signer)
	must(t, err)
	cert, err := x509.ParseCertificate(der)
	must(t, err)
	return holder{key, cert}
}

func TestBadRequestsAreRefused(t *testing.T) {
	server := serveNew(t)
	oldKey := keytest.EC(t)
	old := newHolderOf(t, server.CA, oldKey, ca.Sign, ca.Validity{}, x509.CertificateRequest{
		DNSNames: []string{"a.example"}, ExtraExtensions: []pkix.Extension{creditCode(t)},
	})
	client := server.client(t, old)
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	must(t, err)
	own := func(key *ecdsa.PrivateKey) []byte {
		return newCSR(t, key, x509.CertificateRequest{DNSNames: []string{"a.example"}})
	}
	otherCode := creditCode(t)
	otherCode.Value = append(bytes.Clone(otherCode.Value[:len(otherCode.Value)-1]), 'X')
	wrapped := est.EncodeWrapped
	for name, c := range map[string]struct {
		mediaType string
		body      []byte
		status    int
		code      ca.Code
	}{
		"not base64":         {est.MediaCSR, []byte("!!!"), http.StatusBadRequest, ca.CodeMalformed},
		"empty":              {est.MediaCSR, nil, http.StatusBadRequest, ca.CodeMalformed},
		"not a request":      {est.MediaCSR, wrapped([]byte("rubbish")), http.StatusBadRequest, ca.CodeMalformed},
		"nested BER":         {est.MediaCSR, wrapped(bytes.Repeat([]byte{0x30, 0x80}, 20_000)), http.StatusBadRequest, ca.CodeMalformed},
		"8 MB of nested BER": {est.MediaCSR, wrapped(bytes.Repeat([]byte{0x30, 0x80}, 4<<20)), http.StatusRequestEntityTooLarge, ca.CodeTooLarge},
		"2 MB":               {est.MediaCSR, bytes.Repeat([]byte("A"), 2<<20), http.StatusRequestEntityTooLarge, ca.CodeTooLarge},
		"no media type":      {"", wrapped(own(keytest.EC(t))), http.StatusUnsupportedMediaType, ca.CodeMediaType},
		"wrong media type":   {"text/plain", wrapped(own(keytest.EC(t))), http.StatusUnsupportedMediaType, ca.CodeMediaType},
		"broken media type":  {"application/pkcs10;;=", wrapped(own(keytest.EC(t))), http.StatusUnsupportedMediaType, ca.CodeMediaType},
		"bad signature":      {est.MediaCSR, wrapped(tampered(own(keytest.EC(t)))), http.StatusBadRequest, ca.CodeBadSignature},
		"weak key": {
			est.MediaCSR, wrapped(newCSR(t, weak, x509.CertificateRequest{DNSNames: []string{"a.example"}})),
			http.StatusBadRequest, ca.CodeBadKey,
		},
		"another name": {
			est.MediaCSR, wrapped(newCSR(t, keytest.EC(t), x509.CertificateRequest{
				Subject: pkix.Name{CommonName: "别的公司"}, DNSNames: []string{"a.example"},
			})), http.StatusBadRequest, ca.CodeOtherSubject,
		},
		"another alternative name": {
			est.MediaCSR, wrapped(newCSR(t, keytest.EC(t), x509.CertificateRequest{DNSNames: []string{"b.example"}})),
			http.StatusBadRequest, ca.CodeOtherSubject,
		},
		"one alternative name more": {
			est.MediaCSR, wrapped(newCSR(t, keytest.EC(t), x509.CertificateRequest{DNSNames: []string{"a.example", "b.example"}})),
			http.StatusBadRequest, ca.CodeOtherSubject,
		},
		"no alternative name": {
			est.MediaCSR, wrapped(newCSR(t, keytest.EC(t), x509.CertificateRequest{})),
			http.StatusBadRequest, ca.CodeOtherSubject,
		},
		"another credit code": {
			est.MediaCSR, wrapped(newCSR(t, keytest.EC(t), x509.CertificateRequest{
				DNSNames: []string{"a.example"}, ExtraExtensions: []pkix.Extension{otherCode},
			})), http.StatusBadRequest, ca.CodeOtherSubject,
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, op := range enrolments() {
				got := send(t, client, http.MethodPost, server.URL+est.Path(est.LabelKWP, op), c.mediaType, c.body)
				if p := got.problem(t); got.Status != c.status || p.Code != int(c.code) {
					t.Errorf("%s: status %d, problem %+v; want status %d, code %d", op, got.Status, p, c.status, c.code)
				}
			}
		})
	}
	t.Run("the old key again", func(t *testing.T) {
		got := server.enrol(t, client, "", est.OpSimpleReenroll, own(oldKey))
		if p := got.problem(t); got.Status != http.StatusForbidden || p.Code != int(ca.CodeKeyReused) {
			t.Errorf("status %d, problem %+v", got.Status, p)
		}
	})
	t.Run("after all that a good one is granted", func(t *testing.T) {
		server.enrol(t, client, "", est.OpSimpleReenroll, own(keytest.EC(t))).certificate(t)
	})
}

func TestAKeyCertifiedForOneHolderIsRefusedToAnother(t *testing.T) {
	server := serveNew(t)
	key := keytest.EC(t)
	first := newHolder(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{})
	server.enrol(t, server.client(t, first), "", est.OpSimpleReenroll, newCSR(t, key, x509.CertificateRequest{})).certificate(t)

	other := x509.CertificateRequest{Subject: pkix.Name{CommonName: "别的公司"}}
	second := newHolderOf(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{}, other)
	got := server.enrol(t, server.client(t, second), "", est.OpSimpleReenroll, newCSR(t, key, other))
	if p := got.problem(t); got.Status != http.StatusForbidden || p.Code != int(ca.CodeKeyReused) {
		t.Errorf("status %d, problem %+v", got.Status, p)
	}
}

func TestAnAnswerIsNotRepeatedOnceItsCertificateIsOfNoUse(t *testing.T) {
	for name, spoil := range map[string]func(*testing.T, served, *clock, *big.Int){
		"revoked": func(t *testing.T, s served, _ *clock, serial *big.Int) {
			must(t, s.Revoke(t.Context(), serial, ca.Superseded))
		},
		"expired": func(_ *testing.T, _ served, c *clock, _ *big.Int) { c.Advance(366 * 24 * time.Hour) },
	} {
		t.Run(name, func(t *testing.T) {
			clock := newClock()
			server := serve(t, openCA(t, ca.Config{Clock: clock.Now}))
			old := newHolder(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{NotAfter: clock.Now().AddDate(3, 0, 0)})
			client := server.client(t, old)
			csr := newCSR(t, keytest.EC(t), x509.CertificateRequest{})
			fresh := server.enrol(t, client, "", est.OpSimpleReenroll, csr).certificate(t)
			spoil(t, server, clock, fresh.SerialNumber)
			if p := server.enrol(t, client, "", est.OpSimpleReenroll, csr).problem(t); p.Code != int(ca.CodeKeyReused) {
				t.Errorf("problem %+v", p)
			}
		})
	}
}

func TestWhatIsNotThereIsSaidSo(t *testing.T) {
	server := serveNew(t)
	client := server.client(t, holder{})
	for _, c := range []struct {
		method, path string
		status       int
		code         ca.Code
	}{
		{http.MethodGet, "/", http.StatusNotFound, ca.CodeNotFound},
		{http.MethodGet, "/.well-known/est/fullcmc", http.StatusNotFound, ca.CodeNotFound},
		{http.MethodGet, "/.well-known/est/nonsense/cacerts", http.StatusNotFound, ca.CodeNotFound},
		{http.MethodPost, "/.well-known/est/cacerts", http.StatusMethodNotAllowed, ca.CodeMethod},
		{http.MethodGet, "/.well-known/est/simplereenroll", http.StatusMethodNotAllowed, ca.CodeMethod},
		{http.MethodDelete, "/.well-known/est/kwp/serverkeygen", http.StatusMethodNotAllowed, ca.CodeMethod},
		{http.MethodPost, "/.well-known/est/simpleenroll", http.StatusUnauthorized, ca.CodeNeedsReview},
	} {
		got := send(t, client, c.method, server.URL+c.path, "", nil)
		if p := got.problem(t); got.Status != c.status || p.Code != int(c.code) {
			t.Errorf("%s %s: status %d, problem %+v", c.method, c.path, got.Status, p)
		}
		if c.status == http.StatusMethodNotAllowed && got.Header.Get("Allow") == "" {
			t.Errorf("%s %s: no Allow", c.method, c.path)
		}
	}
}

func TestAFailureWithinTellsTheClientNothing(t *testing.T) {
	log := new(records)
	dir := caFolder(t)
	opened, err := ca.Open(t.Context(), ca.Config{Dir: dir, Log: log.logger()})
	must(t, err)
	old := newHolder(t, opened, keytest.EC(t), ca.Sign, ca.Validity{})
	server := serve(t, opened)
	must(t, opened.Close()) // the store is gone
	got := server.enrol(t, server.client(t, old), "", est.OpSimpleReenroll, newCSR(t, keytest.EC(t), x509.CertificateRequest{}))
	p := got.problem(t)
	if got.Status != http.StatusInternalServerError || p.Code != int(ca.CodeInternal) {
		t.Errorf("status %d, problem %+v", got.Status, p)
	}
	if bytes.Contains(got.Body, []byte("database")) {
		t.Errorf("the client learns of the database: %s", got.Body)
	}
	eventually(t, func() bool { return bytes.Contains([]byte(log.String()), []byte("database")) })
}

func TestRevokingWhatWasNotIssuedFails(t *testing.T) {
	if err := openCA(t, ca.Config{}).Revoke(t.Context(), big.NewInt(1), ca.Unspecified); err == nil {
		t.Error("no error")
	}
}
