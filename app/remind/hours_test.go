package remind_test

import (
	"testing"
	"time"

	"ukey/app/remind"
	"ukey/token"
)

func TestRemindersComeInTheHoursThatAPersonWants(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	e := ending("1", token.Signature, at(t, berlin, "2026-10-01 12:00")) // expired
	for _, c := range []struct {
		from, until int
		now         string
		want        bool
	}{
		{9, 18, "2026-11-20 08:59", false},
		{9, 18, "2026-11-20 09:00", true},
		{9, 18, "2026-11-20 17:59", true},
		{9, 18, "2026-11-20 18:00", false},
		{0, 24, "2026-11-20 23:59", true},
		{7, 7, "2026-11-20 03:00", true},
		{22, 6, "2026-11-20 21:59", false}, // at night
		{22, 6, "2026-11-20 22:00", true},
		{22, 6, "2026-11-20 05:59", true},
		{22, 6, "2026-11-20 06:00", false},
		// Two o'clock is left out on that day: what would have come then comes
		// at three.
		{2, 4, "2027-03-28 01:59", false},
		{2, 4, "2027-03-28 03:00", true},
		{2, 3, "2027-03-28 03:00", false},
		{3, 4, "2026-10-25 03:00", true}, // after two o'clock has come twice
	} {
		rules := usual()
		rules.From, rules.Until = c.from, c.until
		now := at(t, berlin, c.now)
		if got := len(remind.Due([]remind.Entry{e}, rules, now)) == 1; got != c.want {
			t.Errorf("from %d until %d, at %v: %v", c.from, c.until, now, got)
		}
	}
}

func TestTheHoursAreThoseOfThePlace(t *testing.T) {
	shanghai, london := zone(t, "Asia/Shanghai"), zone(t, "Europe/London")
	e := ending("1", token.Signature, at(t, shanghai, "2026-12-01 12:00"))
	now := at(t, shanghai, "2026-12-20 09:00") // one at night in London
	if len(remind.Due([]remind.Entry{e}, usual(), now)) != 1 {
		t.Error("silent in the morning")
	}
	if due := remind.Due([]remind.Entry{e}, usual(), now.In(london)); len(due) > 0 {
		t.Errorf("at night: %v", due)
	}
}

// TestAComputerThatIsLeftOnWakesNobody goes through a night on which a
// certificate ends.
func TestAComputerThatIsLeftOnWakesNobody(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		o.open()
		o.plug(signing("1", o.at("2000-01-01 23:10")))
		o.expect("01 08:00 1 0 plugged")
		pass(23*time.Hour + 59*time.Minute)
		o.expect()
		pass(time.Minute)
		o.expect("02 08:00 1 -1 plugged")
	})
}

func TestWhoComesBackIsToldWithinAMinute(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		o.open()
		o.plug(signing("1", o.at("1999-12-31 12:00")))
		o.expect("01 08:00 1 -1 plugged")
		o.jump(21 * time.Hour) // asleep until five in the morning
		pass(20 * time.Minute)
		o.expect()
		o.jump(5 * time.Hour)
		pass(time.Minute)
		o.expect("02 10:21 1 -1 plugged")
	})
}

// TestWhatWaitsInTheTrayStaysThereAtNight: where there is no service for
// notifications, the tray's menu says what is due.
func TestWhatWaitsInTheTrayStaysThereAtNight(t *testing.T) {
	inOffice(t, func(t *testing.T, o *office) {
		o.setBlind(true)
		o.open()
		o.plug(signing("1", o.at("1999-12-31 12:00")), signing("2", o.at("1999-12-31 13:00")))
		pass(14 * time.Hour) // ten in the evening
		if last := o.lastWaited(); last != 2 {
			t.Errorf("%d wait at night", last)
		}
		o.plug(keyWith("1", certificate("fresh", token.Signature, o.at("2000-12-31 12:00"))))
		if last := o.lastWaited(); last != 1 {
			t.Errorf("%d wait after one was renewed", last)
		}
	})
}
