package app_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ukey/app"
	"ukey/token"
)

// watching is a Watch under way in a bubble, and what it has shown.
type watching struct {
	*app.App
	t      *testing.T
	start  time.Time
	seen   []*app.Snapshot
	at     []time.Duration // since the start
	cancel context.CancelFunc
	ended  chan error
}

func watch(t *testing.T, c app.Config) *watching {
	t.Helper()
	w := &watching{App: app.New(c), t: t, start: time.Now(), ended: make(chan error)}
	var ctx context.Context
	ctx, w.cancel = context.WithCancel(t.Context())
	go func() {
		w.ended <- w.Watch(ctx, func(s *app.Snapshot) {
			w.seen, w.at = append(w.seen, s), append(w.at, time.Since(w.start))
		})
	}()
	synctest.Wait()
	return w
}

// keys are how many each snapshot has shown.
func (w *watching) keys() (counts []int) {
	for _, s := range w.seen {
		counts = append(counts, len(s.Keys))
	}
	return counts
}

func (w *watching) last() *app.Snapshot {
	w.t.Helper()
	synctest.Wait()
	if len(w.seen) == 0 {
		w.t.Fatal("nothing is shown")
	}
	return w.seen[len(w.seen)-1]
}

func (w *watching) stop() {
	w.t.Helper()
	w.cancel()
	if err := <-w.ended; !errors.Is(err, context.Canceled) {
		w.t.Errorf("Watch returned %v", err)
	}
}

// pass lets the bubble's time pass; none does outside.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func TestWatchShowsEachChangeOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &fakeDriver{name: "d"}
		w := watch(t, app.Config{Drivers: []token.Driver{d}, Clock: clock})
		for _, tokens := range [][]token.Info{{key("d", "1")}, {key("d", "1")}, {key("d", "1"), key("d", "2")}, {}} {
			d.set(tokens...)
			synctest.Wait()
		}
		w.stop()
		if want := []int{0, 1, 2, 0}; !slices.Equal(w.keys(), want) {
			t.Errorf("shown %v, want %v", w.keys(), want)
		}
	})
}

// slowAndQuick are a driver that does not answer before its end is closed, and
// three that answer at once.
func slowAndQuick() (drivers []token.Driver, slow *fakeDriver, end chan struct{}) {
	slow = &fakeDriver{name: "slow", tokens: []token.Info{key("slow", "9")}}
	drivers = []token.Driver{slow}
	for _, name := range []string{"a", "b", "c"} {
		drivers = append(drivers, &fakeDriver{name: name, tokens: []token.Info{key(name, name)}})
	}
	return drivers, slow, slow.hang()
}

func TestSlowDriverDoesNotDelayTheKeysOfOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		drivers, _, end := slowAndQuick()
		w := watch(t, app.Config{Drivers: drivers, Clock: clock})
		pass(20 * time.Second)
		if s := w.last(); len(s.Keys) != 3 || !s.Pending() || s.NoDriver() || len(s.Problems) > 0 {
			t.Errorf("%d keys, pending %v, no driver %v, problems %v", len(s.Keys), s.Pending(), s.NoDriver(), s.Problems)
		}
		if took := w.at[len(w.at)-1]; took > 0 {
			t.Errorf("the three keys are shown after %v, though their drivers answer in no time", took)
		}
		close(end)
		if s := w.last(); len(s.Keys) != 4 || s.Pending() {
			t.Errorf("%d keys once all have answered, pending %v", len(s.Keys), s.Pending())
		}
		w.stop()
	})
}

func TestNoKeyIsSaidOnlyOnceAllDriversHaveAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := &fakeDriver{name: "slow"}
		end := slow.hang()
		w := watch(t, app.Config{Drivers: []token.Driver{slow, &fakeDriver{name: "quick"}}, Clock: clock})
		pass(20 * time.Second)
		if len(w.seen) != 0 {
			t.Error("no key is shown though one driver has not answered")
		}
		close(end)
		synctest.Wait()
		if len(w.seen) != 1 {
			t.Errorf("%d snapshots", len(w.seen))
		}
		w.stop()
	})
}

// Drivers without keys, of which a machine may have many, do not each redraw
// the screen.
func TestDriversWithoutKeysAnswerUnseen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		drivers := []token.Driver{&fakeDriver{name: "d", tokens: []token.Info{key("d", "1")}}}
		for i, name := range []string{"e", "f", "g", "h"} {
			drivers = append(drivers, &fakeDriver{name: name, takes: time.Duration(i+1) * time.Second})
		}
		w := watch(t, app.Config{Drivers: drivers, Clock: clock})
		pass(time.Minute)
		if want := []time.Duration{0, 4 * time.Second}; !slices.Equal(w.at, want) {
			t.Errorf("shown at %v; want %v, with the key and when all have answered", w.at, want)
		}
		w.stop()
	})
}

func TestWatchNoticesThatADayHasPassed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := certificate(t, "甲公司", signs, 27)
		c.NotAfter = time.Now().Add(27*24*time.Hour + time.Minute)
		d := &fakeDriver{name: "d", tokens: []token.Info{key("d", "1")}, certs: map[string][]token.Certificate{"1": {c}}}
		w := watch(t, app.Config{Drivers: []token.Driver{d}, WarnDays: 90})
		pass(25*time.Hour + time.Minute)
		w.stop()
		var days []int
		for _, s := range w.seen {
			days = append(days, s.Keys[0].Certificates[0].DaysLeft)
		}
		if !slices.Equal(days, []int{27, 26, 25}) {
			t.Errorf("days shown: %v", days)
		}
	})
}

// What Refresh has found is no news to the Watch beside it, and what it has
// made old is: else the screen would keep showing it.
func TestWatchKnowsWhatRefreshHasShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &fakeDriver{name: "d"}
		w := watch(t, app.Config{Drivers: []token.Driver{d}, Clock: clock})
		d.slip(key("d", "1"))
		if s := w.Refresh(t.Context()); len(s.Keys) != 1 {
			t.Fatalf("%d keys after a refresh", len(s.Keys))
		}
		synctest.Wait()
		d.set()
		synctest.Wait()
		w.stop()
		if want := []int{0, 1, 0}; !slices.Equal(w.keys(), want) {
			t.Errorf("shown %v, want %v", w.keys(), want)
		}
	})
}

func TestRefreshKeepsTheKeysOfADriverThatHasNotAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		drivers, slow, end := slowAndQuick()
		close(end)
		w := watch(t, app.Config{Drivers: drivers, Clock: clock})
		end = slow.hang()
		begun := time.Now()
		s := w.Refresh(t.Context())
		if took := time.Since(begun); len(s.Keys) != 4 || took != 2*time.Second {
			t.Errorf("%d keys after %v", len(s.Keys), took)
		}
		slow.set() // it has gone, which its driver says once it answers
		close(end)
		if s := w.last(); len(s.Keys) != 3 {
			t.Errorf("%d keys in the end", len(s.Keys))
		}
		w.stop()
	})
}

// A driver may be installed while the window is open.
func TestADriverThatBeginsToWorkIsWatchedFromThenOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &fakeDriver{name: "d", tokens: []token.Info{key("d", "1")}}
		d.fail(&token.LibraryError{Path: "d", Fault: token.LibraryMissing})
		w := watch(t, app.Config{Drivers: []token.Driver{d}, Clock: clock})
		d.fail(nil)
		w.Refresh(t.Context())
		synctest.Wait()
		d.set()
		synctest.Wait()
		w.stop()
		if want := []int{0, 1, 0}; !slices.Equal(w.keys(), want) {
			t.Errorf("shown %v, want %v", w.keys(), want)
		}
	})
}
