package remind

import (
	"cmp"
	"slices"
	"time"

	"ukey/app/settings"
	"ukey/token"
)

// morning is the hour at which a reminder comes that was put off to a day.
const morning = 9

// wrong is how far ahead of the clock something must lie that has happened, for
// the clock to have been wrong then. Clocks are put right by less every day.
const wrong = time.Hour

// Reminder is what a person is to be told of one key.
type Reminder struct {
	Key Key
	// At is when it was due; its zone is the person's.
	At time.Time
	// Certificates are those that it is about, at least one; the one that ends
	// first comes first.
	Certificates []Entry
	// Present tells whether the key is plugged in.
	Present bool
}

// Validity is the state of the certificate that ends first, at r.At.
func (r *Reminder) Validity() token.Validity { return r.Certificates[0].Validity(r.At) }

// Expired tells whether one of the certificates has ended.
func (r *Reminder) Expired() bool { return r.Validity().Status == token.Expired }

// Answer is what a person can say to a reminder.
type Answer string

// The answers.
const (
	Renew    Answer = "renew"    // 现在更新
	Tomorrow Answer = "tomorrow" // 明天提醒
	Never    Answer = "never"    // 不再提醒
)

// Answers are those that there are to this reminder: only a key that is not
// plugged in can be forgotten.
func (r *Reminder) Answers() []Answer {
	if r.Expired() && !r.Present {
		return []Answer{Renew, Tomorrow, Never}
	}
	return []Answer{Renew, Tomorrow}
}

// Due says what a person is to be told at now, whose zone is the person's; the
// certificate that ends first comes first.
//
// A certificate is due when one more of the numbers of days has been reached
// since it was last told of, and on each day once it has expired; but once a day
// at most, not before the morning to which it was put off, and only in the hours
// in which the person wants to be reminded: what is due outside them is due when
// the next begin. Numbers that were reached while nobody was there to tell are
// told of once.
//
// Certificates of one key come together, so that the two of a pair, which were
// issued seconds apart, are one reminder.
func Due(entries []Entry, rules settings.Reminders, now time.Time) []Reminder {
	if !rules.On || !awake(rules, now) {
		return nil
	}
	var due []Reminder
	for _, e := range entries {
		if !e.due(rules.Days, now) || slices.ContainsFunc(due, func(r Reminder) bool { return r.Key == e.Key }) {
			continue
		}
		r := Reminder{Key: e.Key, At: now}
		for _, other := range entries {
			if other.Key == e.Key && other.joins(rules.Days, now) {
				r.Certificates = append(r.Certificates, other)
			}
		}
		slices.SortFunc(r.Certificates, byEnd)
		due = append(due, r)
	}
	slices.SortFunc(due, byUrgency)
	return due
}

// byUrgency puts the reminder first whose certificate ends first.
func byUrgency(a, b Reminder) int {
	return cmp.Or(byEnd(a.Certificates[0], b.Certificates[0]), cmp.Compare(a.Key.Serial, b.Key.Serial), cmp.Compare(a.Key.Label, b.Key.Label))
}

// due tells whether the person is to be told of the certificate now.
func (e *Entry) due(days []int, now time.Time) bool {
	return !e.toldToday(now) && !e.putOff(now) && (e.wanted(now) || e.reached(days, now))
}

// joins tells whether the certificate is part of what is said of its key today:
// it is due, or will be before the day is over, or was told of already.
func (e *Entry) joins(days []int, now time.Time) bool {
	return !e.putOff(now) && (e.toldToday(now) || e.wanted(now) || e.reached(days, endOfDay(now)))
}

func (e *Entry) toldToday(now time.Time) bool {
	return !e.Told.IsZero() && DayOf(e.Told.In(now.Location())) == DayOf(now)
}

// putOff tells whether it is too early by the person's wish. A day that is
// further off than "tomorrow" can be anywhere on earth was said when the clock
// was wrong.
func (e *Entry) putOff(now time.Time) bool {
	return e.Later != "" && e.Later <= DayOf(now).after(2) && now.Before(e.Later.at(morning, now.Location()))
}

// wanted tells whether the morning has come to which the person put it off.
func (e *Entry) wanted(now time.Time) bool {
	return e.Later != "" && !now.Before(e.Later.at(morning, now.Location()))
}

// reached tells whether there is something new to say since the person was told.
// What was still to come on that day counts as said.
func (e *Entry) reached(days []int, now time.Time) bool {
	left := e.daysLeft(now)
	if left < 0 {
		return true
	}
	told := e.Told.In(now.Location())
	never := e.Told.IsZero() || told.Sub(now) > wrong
	return slices.ContainsFunc(days, func(n int) bool {
		return left <= n && (never || n < e.daysLeft(endOfDay(told)))
	})
}

// endOfDay is the first moment of the next day.
func endOfDay(t time.Time) time.Time { return DayOf(t).after(1).at(0, t.Location()) }
