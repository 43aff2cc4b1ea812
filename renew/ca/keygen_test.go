package ca_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	kwp "github.com/tink-crypto/tink-go/v2/kwp/subtle"

	"ukey/renew/ca"
	"ukey/renew/cms"
	"ukey/renew/est"
	"ukey/renew/internal/keytest"
	"ukey/token"
)

// renewed is a holder on the way through a renewal: the new signing key has
// its certificate.
func renewed(t testing.TB, server served, kind string) (old, fresh holder) {
	t.Helper()
	old = newHolder(t, server.CA, newKey(t, kind), ca.Sign, ca.Validity{})
	fresh.Key = newKey(t, kind)
	fresh.Cert = server.enrol(t, server.client(t, old), "", est.OpSimpleReenroll,
		newCSR(t, fresh.Key, x509.CertificateRequest{})).certificate(t)
	return old, fresh
}

func TestServerKeyGenWrapsAKeyForTheNewSigningKey(t *testing.T) {
	for _, c := range []struct {
		kind, label string
		format      token.EnvelopeFormat // empty for CMS
	}{
		{"RSA-2048", est.LabelKWP, token.EnvelopeOAEP},
		{"RSA-2048", est.LabelKWPPKCS1, token.EnvelopePKCS1},
		{"RSA-2048", est.LabelCMS, ""},
		{"RSA-2048", "", ""},
		{"P-256", est.LabelKWP, token.EnvelopeECDH},
	} {
		t.Run(c.kind+" "+c.label, func(t *testing.T) {
			server := serveNew(t)
			old, fresh := renewed(t, server, c.kind)
			got := server.enrol(t, server.client(t, old), c.label, est.OpServerKeyGen,
				newCSR(t, fresh.Key, x509.CertificateRequest{}))
			sent := got.keyGenAnswer(t)
			if sent.Envelope.Format != c.format {
				t.Fatalf("format %q, want %q", sent.Envelope.Format, c.format)
			}
			cert := sent.Certificates[0]
			private := unwrap(t, sent, fresh)
			if !samePublic(private.Public(), cert.PublicKey) {
				t.Error("the certificate is for another key")
			}
			if !bytes.Equal(cert.RawSubject, fresh.Cert.RawSubject) {
				t.Error("the certificate is for another subject")
			}
			if cert.KeyUsage&x509.KeyUsageDigitalSignature != 0 {
				t.Error("the certificate is for signing")
			}
			must(t, cert.CheckSignatureFrom(server.Chain()[0]))
		})
	}
}

func (a answer) keyGenAnswer(t testing.TB) est.KeyGenAnswer {
	t.Helper()
	if a.Status != http.StatusOK {
		t.Fatalf("status %d: %s", a.Status, a.Body)
	}
	sent, err := est.ParseKeyGenAnswer(a.Header.Get("Content-Type"), a.Body)
	must(t, err)
	return sent
}

// unwrap opens the answer as a token would.
func unwrap(t testing.TB, sent est.KeyGenAnswer, to holder) crypto.Signer {
	t.Helper()
	var pkcs8 []byte
	switch sent.Envelope.Format {
	case "":
		opened, err := cms.OpenKey(sent.CMS, to.Key.(*rsa.PrivateKey), to.Cert)
		must(t, err)
		if opened.Signer == nil {
			t.Error("nobody vouches for the key")
		}
		pkcs8 = opened.PKCS8
	default:
		wrapper, err := kwp.NewKWP(sessionKey(t, sent.Envelope, to))
		must(t, err)
		pkcs8, err = wrapper.Unwrap(sent.Envelope.Key)
		must(t, err)
	}
	private, err := x509.ParsePKCS8PrivateKey(pkcs8)
	must(t, err)
	return private.(crypto.Signer)
}

func sessionKey(t testing.TB, env token.Envelope, to holder) []byte {
	t.Helper()
	switch env.Format {
	case token.EnvelopeOAEP:
		key, err := rsa.DecryptOAEP(sha1.New(), nil, to.Key.(*rsa.PrivateKey), env.SessionKey, nil)
		must(t, err)
		return key
	case token.EnvelopePKCS1:
		key, err := rsa.DecryptPKCS1v15(nil, to.Key.(*rsa.PrivateKey), env.SessionKey) // some tokens have nothing else
		must(t, err)
		return key
	case token.EnvelopeECDH:
		own, err := to.Key.(*ecdsa.PrivateKey).ECDH()
		must(t, err)
		ephemeral, err := own.Curve().NewPublicKey(env.SessionKey)
		must(t, err)
		key, err := own.ECDH(ephemeral)
		must(t, err)
		return key[:32]
	default:
		t.Fatalf("format %q", env.Format)
		return nil
	}
}

func TestServerKeyGenMakesOneKeyPerRequest(t *testing.T) {
	server := serveNew(t)
	old, fresh := renewed(t, server, "RSA-2048")
	csr := newCSR(t, fresh.Key, x509.CertificateRequest{})
	answers := server.enrolAtOnce(t, old, est.LabelKWP, est.OpServerKeyGen, csr)
	// A renewal that resumes after the old certificate's end has the new one.
	answers = append(answers, server.enrol(t, server.client(t, fresh), est.LabelKWP, est.OpServerKeyGen, csr))
	for i, a := range answers {
		a.keyGenAnswer(t)
		if !bytes.Equal(answers[0].Body, a.Body) {
			t.Errorf("answer %d differs from the first", i)
		}
	}
	other := server.enrol(t, server.client(t, old), est.LabelCMS, est.OpServerKeyGen, csr).keyGenAnswer(t)
	if other.Certificates[0].Equal(answers[0].keyGenAnswer(t).Certificates[0]) {
		t.Error("another wrapping of the same key, which must have been kept in the clear")
	}
}

func TestTheTwoCertificatesOfAHolderEndTogether(t *testing.T) {
	server := serveNew(t)
	signing := newHolder(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{NotAfter: time.Now().AddDate(0, 1, 0)})
	encryption := server.enrol(t, server.client(t, signing), est.LabelKWP, est.OpServerKeyGen,
		newCSR(t, signing.Key, x509.CertificateRequest{})).keyGenAnswer(t).Certificates[0]
	if !encryption.NotAfter.Equal(signing.Cert.NotAfter) {
		t.Errorf("they end on %v and %v", signing.Cert.NotAfter, encryption.NotAfter)
	}
}

func TestServerKeyGenRefusals(t *testing.T) {
	server := serveNew(t)
	old, fresh := renewed(t, server, "P-256")
	client := server.client(t, old)
	revoked := newHolder(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{})
	must(t, server.Revoke(t.Context(), revoked.Cert.SerialNumber, ca.Unspecified))
	encrypting := newHolder(t, server.CA, keytest.EC(t), ca.Encrypt, ca.Validity{})
	for name, c := range map[string]struct {
		signer holder
		label  string
		status int
		code   ca.Code
	}{
		"EC key and CMS":               {fresh, est.LabelCMS, http.StatusBadRequest, ca.CodeNoWrapping},
		"EC key and no label":          {fresh, "", http.StatusBadRequest, ca.CodeNoWrapping},
		"EC key and PKCS#1":            {fresh, est.LabelKWPPKCS1, http.StatusBadRequest, ca.CodeNoWrapping},
		"a key not certified yet":      {holder{Key: keytest.EC(t)}, est.LabelKWP, http.StatusForbidden, ca.CodeNoSigningCertificate},
		"a key that is for encrypting": {encrypting, est.LabelKWP, http.StatusForbidden, ca.CodeNoSigningCertificate},
		"a key that was revoked":       {revoked, est.LabelKWP, http.StatusForbidden, ca.CodeNoSigningCertificate},
	} {
		t.Run(name, func(t *testing.T) {
			got := server.enrol(t, client, c.label, est.OpServerKeyGen, newCSR(t, c.signer.Key, x509.CertificateRequest{}))
			if p := got.problem(t); got.Status != c.status || p.Code != int(c.code) {
				t.Errorf("status %d, problem %+v", got.Status, p)
			}
		})
	}
}

func TestThePrivateKeyIsNeitherStoredNorLogged(t *testing.T) {
	log := new(records)
	dir := caFolder(t)
	server := serve(t, openCA(t, ca.Config{Dir: dir, Log: log.logger()}))
	old, fresh := renewed(t, server, "P-256")
	sent := server.enrol(t, server.client(t, old), est.LabelKWP, est.OpServerKeyGen,
		newCSR(t, fresh.Key, x509.CertificateRequest{})).keyGenAnswer(t)
	secret, err := unwrap(t, sent, fresh).(*ecdsa.PrivateKey).Bytes()
	must(t, err)

	point, err := sent.Certificates[0].PublicKey.(*ecdsa.PublicKey).Bytes()
	must(t, err)
	searchable := false
	must(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		must(t, err)
		if entry.IsDir() {
			return nil
		}
		content, err := os.ReadFile(path)
		must(t, err)
		if bytes.Contains(content, secret) {
			t.Errorf("%s holds the private key", path)
		}
		searchable = searchable || bytes.Contains(content, point)
		return nil
	}))
	if !searchable {
		t.Error("the search does not even find the public key")
	}
	if !strings.Contains(log.String(), "serverkeygen") || strings.Contains(log.String(), string(est.EncodeBody(secret))) {
		t.Error("the log holds the private key, or nothing")
	}
}
