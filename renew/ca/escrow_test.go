package ca_test

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"ukey/renew/ca"
	"ukey/renew/est"
	"ukey/renew/internal/keytest"
)

// recoveryKey is made once, because it is large.
var recoveryKey = sync.OnceValues(func() (ca.RecoveryKey, error) { return ca.NewRecoveryKey(time.Now()) })

func newRecoveryKey(t testing.TB) ca.RecoveryKey {
	t.Helper()
	key, err := recoveryKey()
	must(t, err)
	return key
}

// encryptionPair lets the CA make an encryption key and opens it as its
// holder does.
func encryptionPair(t testing.TB, server served, kind string) holder {
	t.Helper()
	old, fresh := renewed(t, server, kind)
	sent := server.enrol(t, server.client(t, old), est.LabelKWP, est.OpServerKeyGen,
		newCSR(t, fresh.Key, x509.CertificateRequest{})).keyGenAnswer(t)
	return holder{unwrap(t, sent, fresh), sent.Certificates[0]}
}

func TestAKeyInEscrowIsRecoveredWithTheRecoveryKeyAlone(t *testing.T) {
	key := newRecoveryKey(t)
	for _, kind := range []string{"RSA-2048", "P-256"} {
		t.Run(kind, func(t *testing.T) {
			server := serve(t, openCA(t, ca.Config{Recovery: key.Certificate, Operator: "operator 7"}))
			pair := encryptionPair(t, server, kind)
			const right = "court order 12/2026"
			pkcs8, err := server.Recover(t.Context(), pair.Cert.SerialNumber, key, right)
			must(t, err)
			recovered, err := x509.ParsePKCS8PrivateKey(pkcs8)
			must(t, err)
			if !pair.Key.(interface{ Equal(crypto.PrivateKey) bool }).Equal(recovered) {
				t.Error("another key was recovered")
			}
			if n := recoveries(t, server.CA, "operator 7", right); n != 1 {
				t.Errorf("%d recoveries in the audit log", n)
			}
		})
	}
}

func TestTheFolderOpensNothingThatIsInEscrow(t *testing.T) {
	key := newRecoveryKey(t)
	dir := caFolder(t)
	server := serve(t, openCA(t, ca.Config{Dir: dir, Recovery: key.Certificate}))
	pair := encryptionPair(t, server, "RSA-2048")
	private, err := x509.MarshalPKCS8PrivateKey(key.Private)
	must(t, err)
	content, err := key.PEM()
	must(t, err)
	secrets := map[string][]byte{
		"the encryption key": pair.Key.(*rsa.PrivateKey).Primes[0].Bytes(),
		"the recovery key":   key.Private.(*rsa.PrivateKey).Primes[0].Bytes(),
		"its DER":            private[len(private)/2:],
		"its PEM":            content[len(content)/4 : len(content)/4+60],
	}
	sealed := false
	must(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		must(t, err)
		if entry.IsDir() {
			return nil
		}
		content, err := os.ReadFile(path)
		must(t, err)
		for name, secret := range secrets {
			if bytes.Contains(content, secret) {
				t.Errorf("%s holds %s", path, name)
			}
		}
		sealed = sealed || bytes.Contains(content, key.Certificate.RawSubject)
		return nil
	}))
	if !sealed {
		t.Error("the search does not even find whom keys are sealed for")
	}
}

func TestOnlyAKeyInEscrowIsOpenedByItsRecoveryKey(t *testing.T) {
	key := newRecoveryKey(t)
	other, err := ca.NewRecoveryKey(time.Now())
	must(t, err)
	dir := caFolder(t)
	server := serve(t, openCA(t, ca.Config{Dir: dir, Recovery: key.Certificate}))
	pair := encryptionPair(t, server, "P-256")
	signing := newHolder(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{}) // whose key is its holder's alone
	for name, c := range map[string]struct {
		serial *big.Int
		key    ca.RecoveryKey
		want   error
	}{
		"no such certificate": {big.NewInt(1), key, ca.ErrUnknownCertificate},
		"a signing key":       {signing.Cert.SerialNumber, key, ca.ErrNoEscrow},
		"another key":         {pair.Cert.SerialNumber, other, ca.ErrOtherRecoveryKey},
	} {
		if _, err := server.Recover(t.Context(), c.serial, c.key, "x"); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := recoveries(t, server.CA, "", "x"); n != 0 {
		t.Errorf("%d recoveries in the audit log, but nothing was opened", n)
	}
}

// recoveries counts those in the audit log that somebody had a right to.
func recoveries(t testing.TB, authority *ca.CA, actor, right string) (n int) {
	t.Helper()
	_, err := authority.VerifyAudit(t.Context(), func(r ca.AuditRecord) error {
		if r.Action == "certificate.recover" && r.Actor == actor && r.Facts()["reason"] == right {
			n++
		}
		return nil
	})
	must(t, err)
	return n
}

func TestTheRecoveryCertificateIsRememberedAndMayBeReplaced(t *testing.T) {
	first := newRecoveryKey(t)
	second, err := ca.NewRecoveryKey(time.Now())
	must(t, err)
	dir := caFolder(t)
	recovery := func(asked *x509.Certificate) *x509.Certificate {
		opened, err := ca.Open(t.Context(), ca.Config{Dir: dir, Recovery: asked})
		must(t, err)
		defer func() { must(t, opened.Close()) }()
		return opened.Recovery()
	}
	if got := recovery(nil); got != nil {
		t.Errorf("a new CA keeps keys for %s", got.Subject)
	}
	for _, asked := range []*x509.Certificate{first.Certificate, nil} {
		if got := recovery(asked); !got.Equal(first.Certificate) {
			t.Error("not the one that was asked for")
		}
	}
	if got := recovery(second.Certificate); !got.Equal(second.Certificate) {
		t.Error("it cannot be replaced")
	}
}

func TestUnsuitedRecoveryCertificatesAreRefused(t *testing.T) {
	issuer := openCA(t, ca.Config{})
	for name, cert := range map[string]*x509.Certificate{
		"an EC key":     newHolder(t, issuer, keytest.EC(t), ca.Encrypt, ca.Validity{}).Cert,
		"a signing key": newHolder(t, issuer, keytest.RSA(t), ca.Sign, ca.Validity{}).Cert,
	} {
		if opened, err := ca.Open(t.Context(), ca.Config{Dir: caFolder(t), Recovery: cert}); !errors.Is(err, ca.ErrUnsuitedRecovery) {
			must(t, opened.Close())
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestARecoveryKeyIsReadAsItWasWritten(t *testing.T) {
	key := newRecoveryKey(t)
	content, err := key.PEM()
	must(t, err)
	again, err := ca.ReadRecoveryKey(content)
	must(t, err)
	if !again.Certificate.Equal(key.Certificate) || !samePublic(again.Private.Public(), key.Private.Public()) {
		t.Error("another key came back")
	}
	other, err := ca.NewRecoveryKey(time.Now())
	must(t, err)
	mixed, err := ca.RecoveryKey{Private: key.Private, Certificate: other.Certificate}.PEM()
	must(t, err)
	for name, bad := range map[string][]byte{
		"nothing": nil, "half of it": content[:len(content)/2], "rubbish": []byte("rubbish"), "of two": mixed,
		"certificate alone": certPEM(key.Certificate),
	} {
		if _, err := ca.ReadRecoveryKey(bad); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
