package store_test

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"ukey/renew/ca/internal/store"
	"ukey/renew/internal/keytest"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// at is a time as the store keeps it: in whole seconds.
func at(hour int) time.Time { return time.Date(2026, 7, 20, hour, 0, 0, 0, time.UTC) }

func certificate(t testing.TB, serial int64) store.Certificate {
	t.Helper()
	key := keytest.EC(t)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "示例"}, NotBefore: at(0), NotAfter: at(23),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	must(t, err)
	cert, err := x509.ParseCertificate(der)
	must(t, err)
	return store.Certificate{X509: cert, Profile: "sign", Issued: at(int(serial % 24))}
}

func TestWhatWasAddedIsThereAfterReopening(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		cert := certificate(t, 1)
		first, err := db.Open(t.Context())
		must(t, err)
		must(t, first.AddCertificate(t.Context(), cert))
		must(t, first.Close())

		got, err := db.open(t).Certificate(t.Context(), cert.X509.SerialNumber)
		must(t, err)
		if !got.X509.Equal(cert.X509) || got.Profile != cert.Profile || !got.Issued.Equal(cert.Issued) || !got.Revoked.IsZero() {
			t.Errorf("got %+v", got)
		}
	})
}

// Whoever shows a certificate has it parsed already. One of the same serial
// number and other bytes is none of ours.
func TestACertificateAtHandIsComparedToTheByte(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s := db.open(t)
		cert := certificate(t, 1)
		must(t, s.AddCertificate(t.Context(), cert))
		got, err := s.CertificateLike(t.Context(), cert.X509)
		must(t, err)
		if got.X509 != cert.X509 || got.Profile != cert.Profile || !got.Issued.Equal(cert.Issued) {
			t.Errorf("got %+v", got)
		}
		for name, stranger := range map[string]*x509.Certificate{"the same number": certificate(t, 1).X509, "another number": certificate(t, 2).X509} {
			if _, err := s.CertificateLike(t.Context(), stranger); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s: error %v", name, err)
			}
		}
	})
}

func TestASerialNumberIsTakenOnce(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s := db.open(t)
		must(t, s.AddCertificate(t.Context(), certificate(t, 1)))
		if err := s.AddCertificate(t.Context(), certificate(t, 1)); err == nil {
			t.Error("taken twice")
		}
	})
}

func TestCertificatesOfAKeyComeLatestFirst(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s := db.open(t)
		key := keytest.EC(t)
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
	})
}

func TestTheFirstAnswerToARequestStands(t *testing.T) {
	// Two processes, or two instances of the store, race for each request.
	onEach(t, func(t *testing.T, db database) {
		stores := []*store.Store{db.open(t), db.open(t)}
		client := certificate(t, 1)
		must(t, stores[0].AddCertificate(t.Context(), client))
		for round := range int64(5) {
			request := store.Request{Operation: "simplereenroll", Key: store.HashKey([]byte{byte(round)})}
			if _, err := stores[0].Enrolment(t.Context(), request); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("before it was answered: %v", err)
			}
			racers := make([]store.Certificate, 16)
			for i := range racers {
				racers[i] = certificate(t, 100*(round+1)+int64(i))
			}
			kept := make([]store.Enrolment, len(racers))
			var group errgroup.Group
			for i, cert := range racers {
				group.Go(func() (err error) {
					kept[i], err = stores[i%2].AddEnrolment(t.Context(), cert, store.Enrolment{
						Request: request, Client: client.X509.SerialNumber, Issued: cert.X509.SerialNumber,
						ContentType: "text/plain", Body: cert.X509.Raw, Answered: at(int(round)),
					})
					return err
				})
			}
			must(t, group.Wait())
			checkOneStands(t, stores[0], request, racers, kept)
		}
		for hour, want := range map[int]int{0: 5, 3: 2, 5: 0} {
			if n, err := stores[0].EnrolmentsSince(t.Context(), client.X509.SerialNumber, at(hour)); err != nil || n != want {
				t.Errorf("%d enrolments since %d o'clock, want %d; %v", n, hour, want, err)
			}
		}
	})
}

// checkOneStands checks that all racers were given the answer of one of them,
// and that the others' certificates are not in the store.
func checkOneStands(t *testing.T, s *store.Store, request store.Request, racers []store.Certificate, kept []store.Enrolment) {
	t.Helper()
	stored, err := s.Enrolment(t.Context(), request)
	must(t, err)
	for i, cert := range racers {
		if !bytes.Equal(kept[i].Body, stored.Body) || kept[i].Issued.Cmp(stored.Issued) != 0 {
			t.Errorf("answer %d is not the one that stands", i)
		}
		_, err := s.Certificate(t.Context(), cert.X509.SerialNumber)
		if won := stored.Issued.Cmp(cert.X509.SerialNumber) == 0; won != (err == nil) {
			t.Errorf("certificate %d: won %v, but %v", i, won, err)
		}
	}
}

func TestAnEnrolmentThatCannotBeStoredLeavesNoCertificate(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s := db.open(t)
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
	})
}

func TestSeveralProcessesShareTheFile(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		stores := []*store.Store{db.open(t), db.open(t), db.open(t)}
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
	})
}
