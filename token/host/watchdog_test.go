package host

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func TestWatchdogBitesAtTheDeadlineOfACallThatIsNotOver(t *testing.T) {
	const limit = 20 * time.Second
	for name, c := range map[string]struct {
		do   func(w *watchdog)
		want []time.Duration // since the start
	}{
		"a call without end": {func(w *watchdog) { w.begin(limit) }, []time.Duration{limit}},
		"a call in time": {func(w *watchdog) {
			w.begin(limit)
			<-time.After(limit - 1)
			w.end()
		}, nil},
		"one call after another, all in time": {func(w *watchdog) {
			for range 10 {
				w.begin(limit)
				<-time.After(limit / 3)
				w.end()
			}
		}, nil},
		"a call without end after others": {func(w *watchdog) {
			w.begin(limit)
			<-time.After(3 * time.Second)
			w.end()
			<-time.After(time.Second)
			w.begin(limit)
		}, []time.Duration{24 * time.Second}},
		"a shorter one after a longer one": {func(w *watchdog) {
			w.begin(time.Hour)
			w.end()
			w.begin(time.Second)
		}, []time.Duration{time.Second}},
		"a longer one after a shorter one": {func(w *watchdog) {
			w.begin(time.Second)
			w.end()
			w.begin(time.Minute)
		}, []time.Duration{time.Minute}},
		"a process that has ended": {func(w *watchdog) {
			w.begin(limit)
			w.stop()
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				var bites []time.Duration
				w := newWatchdog(func() { bites = append(bites, time.Since(start)) })
				c.do(w)
				<-time.After(2 * time.Hour)
				synctest.Wait()
				if !slices.Equal(bites, c.want) {
					t.Errorf("it bites at %v, not at %v", bites, c.want)
				}
				if !w.alarm.IsZero() {
					t.Error("the timer runs though nothing is under way")
				}
			})
		})
	}
}
