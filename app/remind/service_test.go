package remind_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ukey/app"
	"ukey/app/remind"
	"ukey/renew"
	"ukey/token"
)

func TestAKeyInADrawerIsToldOfEveryDay(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		o.open()
		o.plug(signing("1", o.at("1999-12-31 12:00")))
		o.expect("01 08:00 1 -1 plugged")
		o.plug()
		pass(72 * time.Hour)
		o.expect("02 08:00 1 -1 away", "03 08:00 1 -2 away", "04 08:00 1 -3 away")
	})
}

func TestNothingIsSaidBeforeTheKeysAreKnown(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
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
	})
}

func TestAnotherStartOnTheSameDaySaysNothing(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
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
	})
}

func TestPutOffMeansTomorrowAtNine(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
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
	})
}

func TestAfterSleepTheClockCounts(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		o.open()
		o.plug(signing("1", o.at("2000-01-16 12:00")))
		o.expect("01 08:00 1 15 plugged")
		o.jump(9*24*time.Hour + 3*time.Hour) // asleep: no time passes
		pass(time.Minute)
		o.expect("10 11:01 1 6 plugged")
		o.jump(8 * 24 * time.Hour)
		pass(time.Minute)
		o.expect("18 11:02 1 -1 plugged")
	})
}

func TestAClockThatIsSetSilencesNobody(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
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
	})
}

func TestWhatCannotBeShownStaysDue(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
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
	})
}

// Whoever has nobody to show a reminder may still know of it, and answer.
func TestAReminderIsOpenUntilItIsAnswered(t *testing.T) {
	for _, blind := range []bool{false, true} {
		inOffice(t, func(t *testing.T, o *office) {
			o.setBlind(blind)
			o.open()
			first, second := signing("1", o.at("1999-12-31 12:00")), signing("2", o.at("1999-12-31 12:00"))
			o.plug(first, second)
			expect := func(want int) {
				t.Helper()
				synctest.Wait()
				if got := o.lastWaited(); got != want {
					t.Errorf("blind is %v: %d open, want %d", blind, got, want)
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
		})
	}
}

func TestARenewalTakesItsReminderAway(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		o.open()
		o.plug(signing("1", o.at("1999-12-31 12:00")), signing("2", o.at("1999-12-31 13:00")))
		o.plug(keyWith("1", certificate("fresh", token.Signature, o.at("2000-12-31 12:00"))))
		if !slices.Equal(o.withdrawn, []string{"1"}) {
			t.Errorf("taken away: %q", o.withdrawn)
		}
		pass(24 * time.Hour)
		o.expect("01 08:00 1 -1 plugged", "01 08:00 2 -1 plugged", "02 08:00 2 -1 away")
	})
}

func TestWithoutAPlaceForTheListThereIsOneReminderADay(t *testing.T) {
	for name, block := range map[string]func(path string) error{
		"a file":              func(path string) error { return os.WriteFile(path, nil, 0o600) },
		"a link to no folder": func(path string) error { return os.Symlink("nowhere", path) },
	} {
		inOffice(t, func(t *testing.T, o *office) {
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
		})
	}
}

func TestTheCAIsAskedOnceADayAndItsWishIsKept(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
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
	})
}

func TestNewTermsHoldAtOnce(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
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
	})
}

func TestAKeyThatIsForgottenTakesItsReminderAway(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
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
	})
}
