package app_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"ukey/app"
	"ukey/token"
)

func TestGlanceLeavesASilentDriverBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		drivers, _, _ := slowAndQuick()
		begun := time.Now()
		s := app.New(app.Config{Drivers: drivers, Clock: clock}).Glance(t.Context(), "")
		if took := time.Since(begun); took != 2*time.Second || len(s.Keys) != 3 {
			t.Errorf("%d keys after %v", len(s.Keys), took)
		}
		if len(s.Problems) != 1 || s.Problems[0].Driver != "slow" || !errors.Is(s.Problems[0].Err, app.ErrDriverSilent) || !s.Pending() {
			t.Errorf("problems %v, pending %v", s.Problems, s.Pending())
		}
	})
}

func TestGlanceWaitsForEverybodyAsLongAsTheKeyIsNotFound(t *testing.T) {
	for name, selector := range map[string]string{"any key": "", "a key by its serial number": "9"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				drivers, _, end := slowAndQuick()
				if selector == "" {
					drivers = append(drivers[:1], &fakeDriver{name: "without keys"})
				}
				time.AfterFunc(10*time.Second, func() { close(end) })
				s := app.New(app.Config{Drivers: drivers, Clock: clock}).Glance(t.Context(), selector)
				if k, err := s.Find("9"); err != nil || k.ID.Driver != "slow" || len(s.Problems) > 0 {
					t.Errorf("key %v, %v; problems %v", k, err, s.Problems)
				}
			})
		})
	}
}

// A slow key answers, again and again, and is no hanging driver.
func TestGlanceWaitsForAKeyThatIsSlowToRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := &fakeDriver{name: "slow", tokens: []token.Info{key("slow", "1"), key("slow", "2"), key("slow", "3")}, takes: 1500 * time.Millisecond}
		quick := &fakeDriver{name: "quick", tokens: []token.Info{key("quick", "4")}}
		s := app.New(app.Config{Drivers: []token.Driver{slow, quick}, Clock: clock}).Glance(t.Context(), "")
		if len(s.Keys) != 4 || len(s.Problems) > 0 {
			t.Errorf("%d keys, problems %v", len(s.Keys), s.Problems)
		}
	})
}

func TestListWaitsForEveryDriver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		drivers, _, end := slowAndQuick()
		time.AfterFunc(20*time.Second, func() { close(end) })
		s := app.New(app.Config{Drivers: drivers, Clock: clock}).List(t.Context())
		if len(s.Keys) != 4 || s.Pending() {
			t.Errorf("%d keys, pending %v", len(s.Keys), s.Pending())
		}
	})
}

func TestGlanceStopsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		drivers, _, _ := slowAndQuick()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		s := app.New(app.Config{Drivers: drivers, Clock: clock}).Glance(ctx, "")
		if len(s.Keys) != 3 || len(s.Problems) != 1 || !errors.Is(s.Problems[0].Err, context.DeadlineExceeded) {
			t.Errorf("%d keys, problems %v", len(s.Keys), s.Problems)
		}
	})
}
