package remind_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ukey/app"
	"ukey/app/remind"
	"ukey/renew"
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

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, dir: t.TempDir()}
	o.ledger = remind.OpenLedger(filepath.Join(o.dir, "reminders"), o.clock)
	return o
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

// signing is a key whose certificate ends then.
func signing(serial string, end time.Time) app.Key {
	return keyWith(serial, certificate("s"+serial, token.Signature, end))
}

// pass lets the bubble's time pass.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func TestAKeyInADrawerIsToldOfEveryDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		o.open()
		o.plug(signing("1", o.at("1999-12-31 12:00")))
		o.expect("01 08:00 1 -1 plugged")
		o.plug()
		pass(72 * time.Hour)
		o.expect("02 08:00 1 -1 away", "03 08:00 1 -2 away", "04 08:00 1 -3 away")
		o.stop()
	})
}

func TestNothingIsSaidBeforeTheKeysAreKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		o.open()
		o.plug(signing("1", o.at("1999-12-31 12:00")), signing("2", o.at("1999-12-30 12:00")))
		o.stop()
		o.expect("01 08:00 2 -1 plugged", "01 08:00 1 -1 plugged")

		pass(24 * time.Hour)
		o.open()
		o.expect()
		pass(5 * time.Second)
		o.plug(signing("1", o.at("2000-12-31 12:00"))) // renewed elsewhere
		o.expect("02 08:00 2 -2 away")
		o.stop()

		pass(24 * time.Hour)
		o.open()
		pass(time.Minute) // a driver hangs
		o.expect("03 08:00 2 -3 away")
		o.stop()
	})
}

func TestAnotherStartOnTheSameDaySaysNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		key := signing("1", o.at("1999-12-31 12:00"))
		o.open()
		o.plug(key)
		o.expect("01 08:00 1 -1 plugged")
		o.stop()
		pass(time.Hour)
		o.open()
		o.plug(key)
		pass(time.Hour)
		o.expect()
		o.stop()
	})
}

func TestPutOffMeansTomorrowAtNine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		o.open()
		o.plug(signing("1", o.at("1999-12-31 12:00")), signing("2", o.at("2000-01-21 12:00")))
		o.expect("01 08:00 1 -1 plugged", "01 08:00 2 20 plugged")
		for _, serial := range []string{"1", "2", "never seen"} {
			o.PutOff(remind.Key{Serial: serial, Label: "单位证书"})
		}
		pass(30 * time.Hour)
		o.expect("02 09:00 1 -1 plugged", "02 09:00 2 19 plugged")
		if !slices.Equal(o.withdrawn, []string{"1", "2", "never seen"}) {
			t.Errorf("taken away: %q", o.withdrawn)
		}
		o.stop()
	})
}

func TestAfterSleepTheClockCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		o.open()
		o.plug(signing("1", o.at("2000-01-16 12:00")))
		o.expect("01 08:00 1 15 plugged")
		o.jump(9*24*time.Hour + 3*time.Hour) // asleep: no time passes
		pass(time.Minute)
		o.expect("10 11:01 1 6 plugged")
		o.jump(8 * 24 * time.Hour)
		pass(time.Minute)
		o.expect("18 11:02 1 -1 plugged")
		o.stop()
	})
}

func TestAClockThatIsSetSilencesNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		o.open()
		o.plug(signing("1", o.at("1999-12-31 12:00")))
		o.expect("01 08:00 1 -1 plugged")
		const years = 3 * 366 * 24 * time.Hour
		o.jump(years) // and somebody notices
		pass(time.Hour)
		o.expect("03 08:01 1 -1098 plugged")
		o.PutOff(remind.Key{Serial: "1", Label: "单位证书"})
		synctest.Wait()
		o.jump(-years)
		pass(24 * time.Hour)
		o.expect("01 09:01 1 -1 plugged", "02 08:00 1 -1 plugged")
		o.stop()
	})
}

func TestWhatCannotBeShownStaysDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		o.setBlind(true)
		o.open()
		o.plug(signing("1", o.at("1999-12-31 12:00")), signing("2", o.at("2000-06-01 12:00")))
		pass(time.Hour)
		o.expect()
		if waited := o.waited(); len(waited) == 0 || slices.ContainsFunc(waited, func(n int) bool { return n != 1 }) {
			t.Errorf("open: %v", waited)
		}
		o.setBlind(false)
		o.Again()
		o.expect("01 09:00 1 -1 plugged")
		pass(time.Hour)
		o.expect()
		o.stop()
	})
}

// Whoever has nobody to show a reminder may still know of it, and answer.
func TestAReminderIsOpenUntilItIsAnswered(t *testing.T) {
	for _, blind := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			o := newOffice(t)
			o.setBlind(blind)
			o.open()
			first, second := signing("1", o.at("1999-12-31 12:00")), signing("2", o.at("1999-12-31 12:00"))
			o.plug(first, second)
			expect := func(want int) {
				t.Helper()
				synctest.Wait()
				if told := o.waited(); len(told) == 0 || told[len(told)-1] != want {
					t.Errorf("blind is %v: open are %v, want %d", blind, told, want)
				}
			}
			expect(2)
			o.PutOff(remind.Key{Serial: "1", Label: "单位证书"})
			expect(1)
			o.plug(first, keyWith("2", certificate("fresh", token.Signature, o.at("2000-12-31 12:00"))))
			expect(0)
			told := len(o.waited())
			pass(time.Hour)
			if len(o.waited()) > told {
				t.Error("told again that none is open")
			}
			pass(24 * time.Hour)
			expect(1)
			o.stop()
		})
	}
}

func TestARenewalTakesItsReminderAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		o.open()
		o.plug(signing("1", o.at("1999-12-31 12:00")), signing("2", o.at("1999-12-31 13:00")))
		o.plug(keyWith("1", certificate("fresh", token.Signature, o.at("2000-12-31 12:00"))))
		if !slices.Equal(o.withdrawn, []string{"1"}) {
			t.Errorf("taken away: %q", o.withdrawn)
		}
		pass(24 * time.Hour)
		o.expect("01 08:00 1 -1 plugged", "01 08:00 2 -1 plugged", "02 08:00 2 -1 away")
		o.stop()
	})
}

func TestWithoutAPlaceForTheListThereIsOneReminderADay(t *testing.T) {
	for name, block := range map[string]func(path string) error{
		"a file":              func(path string) error { return os.WriteFile(path, nil, 0o600) },
		"a link to no folder": func(path string) error { return os.Symlink("nowhere", path) },
	} {
		synctest.Test(t, func(t *testing.T) {
			o := newOffice(t)
			taken := filepath.Join(o.dir, "taken")
			if err := block(taken); err != nil && runtime.GOOS != "windows" { // which lets few people make links
				t.Fatal(err)
			}
			o.ledger = remind.OpenLedger(filepath.Join(taken, "reminders"), o.clock)
			o.open()
			o.plug(signing("1", o.at("1999-12-31 12:00")))
			pass(24 * time.Hour)
			t.Log("in its way is", name)
			o.expect("01 08:00 1 -1 plugged", "02 08:00 1 -1 plugged")
			o.stop()
		})
	}
}

func TestTheCAIsAskedOnceADayAndItsWishIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		from := o.at("1999-12-15 00:00")
		var asked atomic.Int32
		o.open()
		o.Use(remind.Terms{
			Rules: usual(),
			Suggest: func(_ context.Context, cs []*app.Certificate) []*app.Suggestion {
				asked.Add(int32(len(cs)))
				all := make([]*app.Suggestion, len(cs))
				all[0] = &app.Suggestion{Window: renew.Window{From: from}, ByCA: true}
				return all
			},
		})
		o.plug(signing("1", o.at("2000-01-10 12:00")), signing("2", o.at("1999-12-10 12:00")))
		pass(time.Hour)
		entries, err := o.ledger.Entries(t.Context())
		if err != nil || len(entries) != 2 || !entries[0].RenewFrom.Equal(from) || !entries[1].RenewFrom.IsZero() {
			t.Errorf("kept: %+v, %v", entries, err)
		}
		if n := asked.Load(); n != 2 {
			t.Errorf("asked of %d certificates", n)
		}
		pass(24 * time.Hour)
		if n := asked.Load(); n != 4 {
			t.Errorf("a day later asked of %d", n)
		}
		o.stop()
	})
}

func TestNewTermsHoldAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		o.open()
		off := usual()
		off.On = false
		o.Use(remind.Terms{Rules: off})
		o.plug(signing("1", o.at("2000-01-20 12:00")))
		o.expect()
		o.Use(remind.Terms{Rules: usual()})
		o.expect("01 08:00 1 19 plugged")
		few := usual()
		few.Days = []int{17}
		o.Use(remind.Terms{Rules: few})
		pass(48 * time.Hour)
		o.expect("02 12:15 1 17 plugged")
		o.stop()
	})
}

func TestAKeyThatIsForgottenTakesItsReminderAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		o.open()
		o.plug(signing("1", o.at("1999-12-31 12:00")))
		o.plug()
		if err := o.ledger.Forget(t.Context(), remind.Key{Serial: "1", Label: "单位证书"}, nil); err != nil {
			t.Fatal(err)
		}
		o.Again()
		pass(48 * time.Hour)
		o.expect("01 08:00 1 -1 plugged")
		if !slices.Equal(o.withdrawn, []string{"1"}) {
			t.Errorf("taken away: %q", o.withdrawn)
		}
		o.stop()
	})
}
