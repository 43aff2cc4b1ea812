package host

import (
	"sync"
	"time"
)

// watchdog bites when a call has taken too long. Its timer is not stopped after
// each call but finds out, when it goes off, whether one is under way: to set a
// timer wakes the thread that waits for the other process, which would take
// longer than all else that a call costs here. It is safe for concurrent use.
type watchdog struct {
	bite func()

	mu sync.Mutex
	// deadline is that of the call under way, zero if there is none.
	deadline time.Time
	// alarm is when the timer goes off, zero if it is not set.
	alarm time.Time
	timer *time.Timer
}

func newWatchdog(bite func()) *watchdog { return &watchdog{bite: bite} }

// begin says that a call is under way, which may take that long.
func (w *watchdog) begin(limit time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.deadline = time.Now().Add(limit)
	if w.alarm.IsZero() || w.deadline.Before(w.alarm) {
		w.set(w.deadline)
	}
}

// end says that the call is over.
func (w *watchdog) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.deadline = time.Time{}
}

// set has the timer go off at a time. The caller holds the lock.
func (w *watchdog) set(at time.Time) {
	if w.timer != nil {
		w.timer.Stop()
	}
	w.alarm = at
	w.timer = time.AfterFunc(time.Until(at), func() { w.ring(at) })
}

// ring is called at the alarm.
func (w *watchdog) ring(at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.alarm != at {
		return // it has been set to another time meanwhile
	}
	w.alarm = time.Time{}
	switch {
	case w.deadline.IsZero():
	case time.Now().Before(w.deadline):
		w.set(w.deadline)
	default:
		w.bite()
	}
}

// stop ends the timer, and tells whether a call is under way.
func (w *watchdog) stop() (busy bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	busy = !w.deadline.IsZero()
	w.deadline, w.alarm = time.Time{}, time.Time{}
	if w.timer != nil {
		w.timer.Stop()
	}
	return busy
}
