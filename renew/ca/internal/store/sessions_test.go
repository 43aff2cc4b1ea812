package store_test

import (
	"testing"
	"time"
)

func TestASessionOutlivesARestartAndNotItsEnd(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		first, err := db.Open(t.Context())
		must(t, err)
		must(t, first.Sessions().CommitCtx(t.Context(), "live", []byte("a"), time.Now().Add(time.Hour)))
		must(t, first.Sessions().CommitCtx(t.Context(), "live", []byte("b"), time.Now().Add(time.Hour)))
		must(t, first.Sessions().CommitCtx(t.Context(), "over", []byte("c"), time.Now().Add(-time.Second)))
		must(t, first.Close())

		s := db.open(t).Sessions()
		if data, found, err := s.FindCtx(t.Context(), "live"); err != nil || !found || string(data) != "b" {
			t.Errorf("the live one: %q, %v, %v", data, found, err)
		}
		for _, token := range []string{"over", "never was"} {
			if _, found, err := s.FindCtx(t.Context(), token); err != nil || found {
				t.Errorf("%s: %v, %v", token, found, err)
			}
		}
	})
}

func TestASessionThatWasEndedStaysEnded(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		s := db.open(t).Sessions()
		later := time.Now().Add(time.Hour)
		must(t, s.CommitCtx(t.Context(), "session", []byte("a"), later))
		must(t, s.DeleteCtx(t.Context(), "session"))
		// A request that began before it was ended comes to its end.
		must(t, s.CommitCtx(t.Context(), "session", []byte("a"), later))
		if _, found, err := s.FindCtx(t.Context(), "session"); err != nil || found {
			t.Errorf("found %v, %v", found, err)
		}
		must(t, s.DeleteCtx(t.Context(), "never was"))
	})
}
