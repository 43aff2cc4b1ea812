package remind_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ukey/app/remind"
	"ukey/app/settings"
	"ukey/token"
)

// usual are the rules that the program comes with.
func usual() settings.Reminders {
	return settings.Reminders{On: true, Days: []int{90, 60, 30, 15, 7, 3, 1}, From: 8, Until: 20}
}

// shanghai has no summer time; berlin's clocks went back on 2026-10-25 at three
// and go forward on 2027-03-28 at two.
func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// at is a time such as "2026-11-20 09:00" in a zone.
func at(t testing.TB, z *time.Location, text string) time.Time {
	t.Helper()
	parsed, err := time.ParseInLocation("2006-01-02 15:04", text, z)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// ending is a certificate of a key that ends then.
func ending(key string, use token.Use, end time.Time) remind.Entry {
	return remind.Entry{
		Key: remind.Key{Serial: key, Label: "单位证书"}, SHA256: strings.Repeat("0", 60) + fmt.Sprintf("%.2s%.2s", key, use),
		Owner: "深圳市示例科技有限公司", Issuer: "Test CA", Use: use, NotAfter: end.UTC(), Seen: "2026-01-01",
	}
}

func TestSomebodyAtTheOfficeEveryDayHearsOfEachNumberOnce(t *testing.T) {
	shanghai := zone(t, "Asia/Shanghai")
	e := ending("1", token.Signature, at(t, shanghai, "2026-12-20 15:30"))
	var heard []int
	for day := range 100 {
		now := at(t, shanghai, "2026-09-15 09:00").AddDate(0, 0, day)
		for range 8 { // looks at the clock, an hour apart
			for _, r := range remind.Due([]remind.Entry{e}, usual(), now) {
				heard = append(heard, r.Validity().DaysLeft)
				e.Told = r.At.UTC()
			}
			now = now.Add(time.Hour)
		}
	}
	if want := []int{90, 60, 30, 15, 7, 3, 1, -1, -1, -1, -2}; !slices.Equal(heard, want) {
		t.Errorf("heard at %v days left, want %v", heard, want)
	}
}

func TestOneCertificateIsDue(t *testing.T) {
	shanghai := zone(t, "Asia/Shanghai")
	end := at(t, shanghai, "2026-12-20 15:30")
	for _, c := range []struct {
		name  string
		now   string
		told  string // empty: never
		later remind.Day
		want  bool
	}{
		{name: "long before the first number", now: "2026-09-20 15:30", want: false},
		{name: "on the first number", now: "2026-09-20 15:31", want: true},
		{name: "seen for the first time between two", now: "2026-12-01 09:00", want: true},
		{name: "the last day, never told", now: "2026-12-20 09:00", want: true},
		{name: "told at the same number", now: "2026-11-25 09:00", told: "2026-11-20 09:00", want: false},
		{name: "a number has been reached since", now: "2026-12-04 15:31", told: "2026-11-20 09:00", want: true},
		{name: "five have been reached since", now: "2026-12-19 15:31", told: "2026-09-21 09:00", want: true},
		{name: "all have been told of", now: "2026-12-20 15:29", told: "2026-12-19 09:00", want: false},
		{name: "expired a minute ago", now: "2026-12-20 15:31", told: "2026-12-19 09:00", want: true},
		{name: "expires later on the day it was told", now: "2026-12-20 15:31", told: "2026-12-20 09:00", want: false},
		{name: "expired, told today", now: "2026-12-24 19:59", told: "2026-12-24 08:00", want: false},
		{name: "expired, told yesterday, at midnight", now: "2026-12-25 00:00", told: "2026-12-24 19:59", want: false},
		{name: "expired, told yesterday, before eight", now: "2026-12-25 07:59", told: "2026-12-24 19:59", want: false},
		{name: "expired, told yesterday, at eight", now: "2026-12-25 08:00", told: "2026-12-24 19:59", want: true},
		{name: "expired, told yesterday, late", now: "2026-12-25 19:59", told: "2026-12-24 08:00", want: true},
		{name: "expired, told yesterday, too late", now: "2026-12-25 20:00", told: "2026-12-24 08:00", want: false},
		{name: "expired a year ago", now: "2027-12-25 09:00", told: "2027-12-24 09:00", want: true},
		{name: "put off, before nine", now: "2026-11-21 08:59", told: "2026-11-20 09:00", later: "2026-11-21", want: false},
		{name: "put off, nine", now: "2026-11-21 09:00", told: "2026-11-20 09:00", later: "2026-11-21", want: true},
		{name: "put off, and off for weeks", now: "2026-12-10 08:00", told: "2026-11-20 09:00", later: "2026-11-21", want: true},
		{name: "expired and put off", now: "2026-12-25 08:59", told: "2026-12-24 09:00", later: "2026-12-25", want: false},
		{name: "put off by a clock that was a year ahead", now: "2026-12-25 08:00", told: "2027-12-24 09:00", later: "2027-12-25", want: true},
		{name: "told by a clock that was a year ahead", now: "2026-12-04 15:31", told: "2027-12-20 09:00", want: true},
		{name: "told by a clock that was a minute ahead", now: "2026-11-20 15:31", told: "2026-11-20 15:32", want: false},
		{name: "the clock is a year behind", now: "2025-12-20 15:31", told: "2026-12-20 09:00", want: false},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := ending("1", token.Signature, end)
			if c.told != "" {
				e.Told = at(t, shanghai, c.told).UTC()
			}
			e.Later = c.later
			due := remind.Due([]remind.Entry{e}, usual(), at(t, shanghai, c.now))
			if (len(due) == 1) != c.want {
				t.Errorf("due: %v", due)
			}
			if off := usual(); len(due) == 1 {
				off.On = false
				if due := remind.Due([]remind.Entry{e}, off, at(t, shanghai, c.now)); len(due) > 0 {
					t.Errorf("due although nobody wants to be reminded: %v", due)
				}
			}
		})
	}
}

func TestThePairOfAKeyIsOneReminder(t *testing.T) {
	shanghai := zone(t, "Asia/Shanghai")
	end := at(t, shanghai, "2026-12-20 15:30")
	sign, encrypt := ending("1", token.Signature, end), ending("1", token.Encryption, end.Add(5*time.Second))
	sign.Told, encrypt.Told = end.AddDate(0, 0, -60).UTC(), end.AddDate(0, 0, -60).UTC()
	other := ending("2", token.Both, end.AddDate(0, 0, -40))
	now := at(t, shanghai, "2026-11-19 15:30").Add(time.Second) // sign has reached 30, encrypt has not yet

	entries := []remind.Entry{encrypt, other, sign}
	due := remind.Due(entries, usual(), now)
	if len(due) != 2 || due[0].Key != other.Key || due[1].Key != sign.Key {
		t.Fatalf("due: %v", due)
	}
	if !due[0].Expired() || due[1].Expired() {
		t.Error("what has expired is mixed up")
	}
	if cs := due[1].Certificates; len(cs) != 2 || cs[0].Use != token.Signature || cs[1].Use != token.Encryption {
		t.Errorf("the key's reminder: %v", cs)
	}
	for i := range entries {
		entries[i].Told = now.UTC()
	}
	if due := remind.Due(entries, usual(), now.Add(10*time.Second)); len(due) > 0 {
		t.Errorf("and again: %v", due)
	}
	if due := remind.Due(entries[:1], usual(), now.AddDate(0, 0, 1)); len(due) > 0 {
		t.Errorf("a day later for the other of the pair: %v", due)
	}
}

func TestWhatWasPutOffDoesNotComeWithTheOther(t *testing.T) {
	shanghai := zone(t, "Asia/Shanghai")
	now := at(t, shanghai, "2026-12-20 08:00")
	put, due := ending("1", token.Signature, now.AddDate(0, 0, -3)), ending("1", token.Encryption, now.AddDate(0, 0, -2))
	put.Told, put.Later = now.AddDate(0, 0, -1).UTC(), "2026-12-20"
	got := remind.Due([]remind.Entry{put, due}, usual(), now)
	if len(got) != 1 || len(got[0].Certificates) != 1 || got[0].Certificates[0].Use != token.Encryption {
		t.Errorf("due: %v", got)
	}
}

func TestTomorrowMorningIsWhereThePersonIs(t *testing.T) {
	shanghai, london := zone(t, "Asia/Shanghai"), zone(t, "Europe/London")
	e := ending("1", token.Signature, at(t, shanghai, "2026-12-01 12:00"))
	e.Told, e.Later = at(t, shanghai, "2026-12-20 20:00").UTC(), "2026-12-21"
	for now, want := range map[time.Time]bool{
		at(t, shanghai, "2026-12-21 09:00"):            true,
		at(t, shanghai, "2026-12-21 09:00").In(london): false, // one at night there
		at(t, london, "2026-12-21 09:00"):              true,
	} {
		if got := len(remind.Due([]remind.Entry{e}, usual(), now)) == 1; got != want {
			t.Errorf("at %v: %v", now, got)
		}
	}
}

func TestDaysOfSummerTimeAreDays(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	e := ending("1", token.Signature, at(t, berlin, "2026-10-01 12:00"))
	// The 25th of October has 25 hours, the 28th of March 23.
	for _, c := range []struct {
		told, now string
		want      bool
	}{
		{"2026-10-25 00:00", "2026-10-25 23:59", false},
		{"2026-10-25 00:00", "2026-10-26 00:00", true},
		{"2027-03-28 00:00", "2027-03-28 23:59", false},
		{"2027-03-28 00:00", "2027-03-29 00:00", true},
	} {
		e.Told = at(t, berlin, c.told).UTC()
		allDay := usual()
		allDay.From, allDay.Until = 0, 24
		if got := len(remind.Due([]remind.Entry{e}, allDay, at(t, berlin, c.now))) == 1; got != c.want {
			t.Errorf("told %s, at %s: %v", c.told, c.now, got)
		}
	}
}

// FuzzAYearOfReminders lets a computer go through times of its own, on and off,
// and counts what its owner hears of two certificates.
func FuzzAYearOfReminders(f *testing.F) {
	f.Add([]byte{3, 24, 24, 24, 24})
	f.Add([]byte{0, 1, 2, 3, 250, 7, 255, 12, 100})
	f.Add([]byte(strings.Repeat("\x06\x18\xfa\x0c", 100)))
	f.Add([]byte(strings.Repeat("\x08", 1000)))
	shanghai := zone(f, "Asia/Shanghai")
	zones := []*time.Location{shanghai, zone(f, "Europe/Berlin"), zone(f, "America/Los_Angeles"), zone(f, "Asia/Kathmandu")}
	start := at(f, shanghai, "2026-09-01 00:30")

	f.Fuzz(func(t *testing.T, course []byte) {
		if len(course) == 0 {
			return
		}
		// The first byte chooses the zone and the ends, each other one a step of
		// the clock: hours, or from 200 on weeks; an odd one from 100 on puts off
		// what was shown.
		now := start.In(zones[int(course[0])%len(zones)])
		entries := []remind.Entry{
			ending("1", token.Signature, start.Add(time.Duration(course[0])*26*time.Hour)),
			ending("1", token.Encryption, start.Add(time.Duration(course[0])*26*time.Hour+3*time.Second)),
		}
		heard := map[string][]remind.Day{} // the days on which each was told of
		allowed := map[string]int{}        // how often that may be before the end
		for _, step := range course[1:min(len(course), 2000)] {
			switch {
			case step < 200:
				now = now.Add(time.Duration(step%40) * time.Hour)
			default:
				now = now.Add(time.Duration(step-199) * 7 * 24 * time.Hour)
			}
			today := remind.DayOf(now)
			for _, r := range remind.Due(entries, usual(), now) {
				for i := range entries {
					e := &entries[i]
					if !slices.ContainsFunc(r.Certificates, func(c remind.Entry) bool { return c.SHA256 == e.SHA256 }) {
						continue
					}
					if !e.Told.Equal(now) {
						heard[e.SHA256] = append(heard[e.SHA256], today)
					}
					e.Told, e.Later = now.UTC(), ""
					if step >= 100 && step%2 == 1 {
						e.Later = remind.DayOf(now.AddDate(0, 0, 1))
						allowed[e.SHA256]++
					}
				}
			}
			for i := range entries {
				e := &entries[i]
				check(t, e, heard[e.SHA256], now)
				if now.Before(e.NotAfter) && len(heard[e.SHA256]) > len(usual().Days)+allowed[e.SHA256] {
					t.Fatalf("told too often before the end: %v", heard[e.SHA256])
				}
			}
		}
	})
}

// check holds what a person has heard up to now against what was promised.
func check(t *testing.T, e *remind.Entry, heard []remind.Day, now time.Time) {
	t.Helper()
	today := remind.DayOf(now)
	if days := slices.Compact(slices.Clone(heard)); len(days) != len(heard) {
		t.Fatalf("told twice on one day: %v", heard)
	}
	toldToday := len(heard) > 0 && heard[len(heard)-1] == today
	waiting := e.Later > today || (e.Later == today && now.Hour() < 9)
	switch left := e.NotAfter.Sub(now); {
	case waiting:
		if toldToday && e.Later == today {
			t.Fatalf("at %v: told although it was put off to %s", now, e.Later)
		}
	case now.Hour() < 8 || now.Hour() >= 20:
		if toldToday && e.Told.Equal(now) {
			t.Fatalf("told at night: %v", now)
		}
	case e.Later != "":
		t.Fatalf("at %v: silent since it was put off to %s", now, e.Later)
	case left < 0 && !toldToday:
		t.Fatalf("at %v: silent, expired %v ago; told on %v", now, -left, heard)
	case left >= 0 && left < 91*24*time.Hour && len(heard) == 0:
		t.Fatalf("at %v: never told, %v left", now, left)
	}
}
