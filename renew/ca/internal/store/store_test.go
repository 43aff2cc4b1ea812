package store_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/sync/errgroup"

	"ukey/renew/ca/internal/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func open(t testing.TB, path string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), path)
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

// at is a time as the store keeps it: in whole seconds.
func at(hour int) time.Time { return time.Date(2026, 7, 20, hour, 0, 0, 0, time.UTC) }

func certificate(t testing.TB, serial int64) store.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "示例"}, NotBefore: at(0), NotAfter: at(23),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	must(t, err)
	cert, err := x509.ParseCertificate(der)
	must(t, err)
	return store.Certificate{X509: cert, Profile: "sign", Issued: at(int(serial % 24))}
}

func keyOf(c store.Certificate) store.KeyHash {
	return store.HashKey(c.X509.RawSubjectPublicKeyInfo)
}

func TestWhatWasAddedIsThereAfterReopening(t *testing.T) {
	path := filepath.Join(t.TempDir(), "odd ?#%20 name.db")
	cert := certificate(t, 1)
	first, err := store.Open(t.Context(), path)
	must(t, err)
	must(t, first.AddCertificate(t.Context(), cert))
	must(t, first.Close())

	got, err := open(t, path).Certificate(t.Context(), cert.X509.SerialNumber)
	must(t, err)
	if !got.X509.Equal(cert.X509) || got.Profile != cert.Profile || !got.Issued.Equal(cert.Issued) || !got.Revoked.IsZero() {
		t.Errorf("got %+v", got)
	}
	if _, err := os.Stat(path); err != nil {
		t.Errorf("the file has another name: %v", err)
	}
}

func TestASerialNumberIsTakenOnce(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "ca.db"))
	must(t, s.AddCertificate(t.Context(), certificate(t, 1)))
	if err := s.AddCertificate(t.Context(), certificate(t, 1)); err == nil {
		t.Error("taken twice")
	}
}

func TestCertificatesOfAKeyComeLatestFirst(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "ca.db"))
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	var hash store.KeyHash
	for _, serial := range []int64{2, 3, 1} {
		template := &x509.Certificate{SerialNumber: big.NewInt(serial), NotBefore: at(0), NotAfter: at(1)}
		der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
		must(t, err)
		cert, err := x509.ParseCertificate(der)
		must(t, err)
		must(t, s.AddCertificate(t.Context(), store.Certificate{X509: cert, Profile: "sign", Issued: at(int(serial))}))
		hash = store.HashKey(cert.RawSubjectPublicKeyInfo)
	}
	must(t, s.AddCertificate(t.Context(), certificate(t, 9)))
	found, err := s.CertificatesOf(t.Context(), hash)
	must(t, err)
	var serials []int64
	for _, c := range found {
		serials = append(serials, c.X509.SerialNumber.Int64())
	}
	if len(serials) != 3 || serials[0] != 3 || serials[2] != 1 {
		t.Errorf("got %v", serials)
	}
}

func TestRevocationKeepsItsFirstTime(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "ca.db"))
	cert := certificate(t, 1)
	must(t, s.AddCertificate(t.Context(), cert))
	for _, hour := range []int{5, 6} {
		must(t, s.Revoke(t.Context(), cert.X509.SerialNumber, at(hour)))
	}
	got, err := s.Certificate(t.Context(), cert.X509.SerialNumber)
	must(t, err)
	if !got.Revoked.Equal(at(5)) {
		t.Errorf("revoked at %v", got.Revoked)
	}
	if err := s.Revoke(t.Context(), big.NewInt(7), at(5)); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an unknown certificate: %v", err)
	}
}

func TestTheFirstAnswerToARequestStands(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "ca.db"))
	client := certificate(t, 1)
	must(t, s.AddCertificate(t.Context(), client))
	request := store.Request{Operation: "simplereenroll", Key: keyOf(certificate(t, 99))}
	if _, err := s.Enrolment(t.Context(), request); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("before it was answered: %v", err)
	}

	kept := make([]store.Enrolment, 8)
	var group errgroup.Group
	for i := range kept {
		cert := certificate(t, int64(10+i))
		group.Go(func() (err error) {
			kept[i], err = s.AddEnrolment(t.Context(), cert, store.Enrolment{
				Request: request, Client: client.X509.SerialNumber, Issued: cert.X509.SerialNumber,
				ContentType: "text/plain", Body: cert.X509.Raw, Answered: at(1),
			})
			return err
		})
	}
	must(t, group.Wait())

	stored, err := s.Enrolment(t.Context(), request)
	must(t, err)
	for i, k := range kept {
		if !bytes.Equal(k.Body, stored.Body) || k.Issued.Cmp(stored.Issued) != 0 {
			t.Errorf("answer %d is not the one that stands", i)
		}
		_, err := s.Certificate(t.Context(), big.NewInt(int64(10+i)))
		if won := stored.Issued.Int64() == int64(10+i); won != (err == nil) {
			t.Errorf("certificate %d: won %v, but %v", i, won, err)
		}
	}
	if n, err := s.EnrolmentsSince(t.Context(), client.X509.SerialNumber, at(1)); err != nil || n != 1 {
		t.Errorf("%d enrolments, %v", n, err)
	}
	if n, err := s.EnrolmentsSince(t.Context(), client.X509.SerialNumber, at(2)); err != nil || n != 0 {
		t.Errorf("%d enrolments since later, %v", n, err)
	}
}

func TestAnEnrolmentThatCannotBeStoredLeavesNoCertificate(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "ca.db"))
	cert := certificate(t, 1)
	_, err := s.AddEnrolment(t.Context(), cert, store.Enrolment{
		Client: big.NewInt(404), // there is no such certificate
		Issued: cert.X509.SerialNumber, ContentType: "text/plain", Body: []byte("x"), Answered: at(1),
	})
	if err == nil {
		t.Fatal("stored")
	}
	if _, err := s.Certificate(t.Context(), cert.X509.SerialNumber); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the certificate stayed: %v", err)
	}
}

func TestSeveralProcessesShareTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ca.db")
	stores := []*store.Store{open(t, path), open(t, path), open(t, path)}
	var group errgroup.Group
	for i, s := range stores {
		for n := range 10 {
			cert := certificate(t, int64(100*i+n+1))
			group.Go(func() error { return s.AddCertificate(t.Context(), cert) })
		}
	}
	must(t, group.Wait())
	for i := range stores {
		for n := range 10 {
			_, err := stores[0].Certificate(t.Context(), big.NewInt(int64(100*i+n+1)))
			must(t, err)
		}
	}
}
