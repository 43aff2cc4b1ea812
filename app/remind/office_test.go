package remind_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ukey/app"
	"ukey/app/remind"
	"ukey/token"
)

// person reads reminders, unless the desktop shows none.
type person struct {
	mu        sync.Mutex
	read      []string // as "21 09:00 1 -1 plugged": day, hour, key, days left
	withdrawn []string
	blind     bool
}

func (p *person) Show(_ context.Context, r remind.Reminder) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.blind {
		return errors.New("no notification service")
	}
	where := "away"
	if r.Present {
		where = "plugged"
	}
	p.read = append(p.read, fmt.Sprint(r.At.Format("02 15:04 "), r.Key.Serial, " ", r.Validity().DaysLeft, " ", where))
	return nil
}

func (p *person) Withdraw(_ context.Context, key remind.Key) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.withdrawn = append(p.withdrawn, key.Serial)
}

func (p *person) setBlind(blind bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.blind = blind
}

// office is a computer with the service on it, in a bubble, which begins at
// 08:00 in Shanghai on a first of January.
type office struct {
	*remind.Service
	person
	t      *testing.T
	ledger *remind.Ledger
	dir    string
	skew   time.Duration // of the clock, against the time that passes
	shift  sync.Mutex
	stop   func()
	wait   []int
}

func (o *office) clock() time.Time {
	o.shift.Lock()
	defer o.shift.Unlock()
	return time.Now().Add(o.skew).In(time.FixedZone("CST", 8*60*60))
}

// jump is what a clock does that is set, or whose computer slept.
func (o *office) jump(d time.Duration) {
	o.shift.Lock()
	defer o.shift.Unlock()
	o.skew += d
}

// inOffice runs a test in an office of its own, where the service has yet to be
// started. It ends with the test.
func inOffice(t *testing.T, test func(t *testing.T, o *office)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		o := &office{t: t, dir: t.TempDir()}
		o.ledger = remind.OpenLedger(filepath.Join(o.dir, "reminders"), o.clock)
		test(t, o)
		o.stop()
	})
}

// open starts the service, as at a login.
func (o *office) open() {
	o.t.Helper()
	o.Service = remind.NewService(remind.Config{
		Ledger: o.ledger, Notifier: &o.person, Clock: o.clock,
		Open: func(rs []remind.Reminder) {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.wait = append(o.wait, len(rs))
		},
	})
	o.Use(remind.Terms{Rules: usual()})
	o.run()
}

func (o *office) run() {
	ctx, cancel := context.WithCancel(o.t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		o.Run(ctx)
	}()
	o.stop = func() { cancel(); <-ended }
}

func (o *office) plug(keys ...app.Key) {
	o.Seen(&app.Snapshot{Keys: keys})
	synctest.Wait()
}

func (o *office) expect(want ...string) {
	o.t.Helper()
	synctest.Wait()
	o.mu.Lock()
	defer o.mu.Unlock()
	if !slices.Equal(o.read, want) {
		o.t.Errorf("read %q, want %q", o.read, want)
	}
	o.read = nil
}

func (o *office) at(text string) time.Time {
	o.t.Helper()
	return at(o.t, time.FixedZone("CST", 8*60*60), text)
}

// waited is how many reminders were open, each time that was said.
func (o *office) waited() []int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.wait)
}

// lastWaited is how many of them are open by what was said last; 0 before.
func (o *office) lastWaited() int {
	told := o.waited()
	if len(told) == 0 {
		return 0
	}
	return told[len(told)-1]
}

// signing is a key whose certificate ends then.
func signing(serial string, end time.Time) app.Key {
	return keyWith(serial, certificate("s"+serial, token.Signature, end))
}

// pass lets the bubble's time pass.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}
