package store_test

import (
	"errors"
	"testing"

	"golang.org/x/sync/errgroup"

	"ukey/renew/ca/internal/store"
)

func TestADatabaseBelongsToOneCA(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		first, second := db.open(t), db.open(t)
		cas := []store.Certificate{certificate(t, 1), certificate(t, 2)}
		claims := make([]error, len(cas))
		var racers errgroup.Group
		for i, s := range []*store.Store{first, second} {
			racers.Go(func() error {
				claims[i] = s.Claim(t.Context(), cas[i].X509)
				return nil
			})
		}
		must(t, racers.Wait())
		owner, other := 0, 1
		if claims[0] != nil {
			owner, other = 1, 0
		}
		if claims[owner] != nil || !errors.Is(claims[other], store.ErrOtherAuthority) {
			t.Fatalf("got %v", claims)
		}
		must(t, first.Claim(t.Context(), cas[owner].X509))
		if err := first.Claim(t.Context(), cas[other].X509); !errors.Is(err, store.ErrOtherAuthority) {
			t.Errorf("the other, again: %v", err)
		}
	})
}
