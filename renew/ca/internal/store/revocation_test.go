package store_test

import (
	"bytes"
	"errors"
	"math/big"
	"testing"

	"golang.org/x/sync/errgroup"

	"ukey/renew/ca/internal/store"
)

const keyCompromise = 1 // RFC 5280, 5.3.1

func TestRevocationKeepsItsFirstTimeAndReason(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s := db.open(t)
		serial := added(t, s, 1)
		must(t, s.Revoke(t.Context(), store.Revocation{Serial: serial, At: at(5), Reason: keyCompromise}))
		must(t, s.Revoke(t.Context(), store.Revocation{Serial: serial, At: at(6), Reason: 4}))
		got, err := s.Certificate(t.Context(), serial)
		must(t, err)
		if !got.Revoked.Equal(at(5)) || got.Reason != keyCompromise {
			t.Errorf("revoked at %v for reason %d", got.Revoked, got.Reason)
		}
		if err := s.Revoke(t.Context(), store.Revocation{Serial: big.NewInt(7), At: at(5)}); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("an unknown certificate: %v", err)
		}
	})
}

func TestAHoldIsTakenBackOrMadeFinal(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s := db.open(t)
		serial := added(t, s, 1)
		hold := store.Revocation{Serial: serial, At: at(5), Reason: store.ReasonHold}
		must(t, s.Revoke(t.Context(), hold))
		must(t, s.Release(t.Context(), serial))
		if got, err := s.Certificate(t.Context(), serial); err != nil || !got.Revoked.IsZero() {
			t.Errorf("after its release: revoked at %v; %v", got.Revoked, err)
		}
		must(t, s.Revoke(t.Context(), hold))
		must(t, s.Revoke(t.Context(), store.Revocation{Serial: serial, At: at(6), Reason: keyCompromise}))
		if got, err := s.Certificate(t.Context(), serial); err != nil || !got.Revoked.Equal(at(5)) || got.Reason != keyCompromise {
			t.Errorf("made final: revoked at %v for reason %d; %v", got.Revoked, got.Reason, err)
		}
		if err := s.Release(t.Context(), serial); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("released although final: %v", err)
		}
	})
}

func TestChangesOfWhatIsRevokedAreCounted(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s := db.open(t)
		first, second := added(t, s, 1), added(t, s, 2)
		steps := []func() error{
			func() error {
				return s.Revoke(t.Context(), store.Revocation{Serial: second, At: at(3), Reason: store.ReasonHold})
			},
			func() error { return s.Release(t.Context(), second) },
			func() error { return s.Revoke(t.Context(), store.Revocation{Serial: first, At: at(4)}) },
			func() error { return s.Revoke(t.Context(), store.Revocation{Serial: second, At: at(2)}) },
		}
		for i, step := range steps {
			must(t, step())
			if n, err := s.RevocationChanges(t.Context()); err != nil || n != int64(i+1) {
				t.Errorf("after step %d: %d changes; %v", i+1, n, err)
			}
		}
		must(t, s.Revoke(t.Context(), store.Revocation{Serial: first, At: at(9)})) // nothing new
		if n, err := s.RevocationChanges(t.Context()); err != nil || n != int64(len(steps)) {
			t.Errorf("in the end: %d changes; %v", n, err)
		}
		list, err := s.Revocations(t.Context())
		must(t, err)
		if len(list) != 2 || list[0].Serial.Cmp(second) != 0 || list[1].Serial.Cmp(first) != 0 {
			t.Errorf("revoked: %+v", list)
		}
	})
}

func TestANumberIsGivenToOneCRL(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		stores := []*store.Store{db.open(t), db.open(t)}
		if _, err := stores[0].LatestCRL(t.Context()); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("before the first: %v", err)
		}
		for number := int64(1); number <= 3; number++ {
			won := make([]bool, 8)
			var group errgroup.Group
			for i := range won {
				group.Go(func() (err error) {
					won[i], err = stores[i%2].AddCRL(t.Context(), store.CRL{
						Number: number, Changes: number, DER: []byte{byte(i)}, ThisUpdate: at(1), NextUpdate: at(2),
					})
					return err
				})
			}
			must(t, group.Wait())
			last, err := stores[0].LatestCRL(t.Context())
			must(t, err)
			if last.Number != number || !last.NextUpdate.Equal(at(2)) {
				t.Errorf("the last is %+v", last)
			}
			for i, w := range won {
				if w != bytes.Equal(last.DER, []byte{byte(i)}) {
					t.Errorf("list %d was added: %v, but the last is %v", i, w, last.DER)
				}
			}
		}
	})
}

func TestEscrowIsKeptWithTheCertificateOrNotAtAll(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s := db.open(t)
		client := added(t, s, 1)
		request := store.Request{Operation: "serverkeygen"}
		for i, serial := range []int64{10, 11} { // the second comes too late
			c := certificate(t, serial)
			_, err := s.AddEnrolment(t.Context(), c, store.Enrolment{
				Request: request, Client: client, Issued: c.X509.SerialNumber,
				ContentType: "text/plain", Body: []byte("x"), Answered: at(1), Escrow: []byte{byte(i)},
			})
			must(t, err)
		}
		if sealed, err := s.Escrow(t.Context(), big.NewInt(10)); err != nil || !bytes.Equal(sealed, []byte{0}) {
			t.Errorf("got %v; %v", sealed, err)
		}
		for _, serial := range []*big.Int{big.NewInt(11), client} {
			if _, err := s.Escrow(t.Context(), serial); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%v: %v", serial, err)
			}
		}
	})
}

// added records a certificate and returns its serial number.
func added(t testing.TB, s *store.Store, serial int64) *big.Int {
	t.Helper()
	must(t, s.AddCertificate(t.Context(), certificate(t, serial)))
	return big.NewInt(serial)
}
