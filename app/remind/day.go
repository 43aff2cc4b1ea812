package remind

import "time"

// Day is a day of the calendar, such as 2026-12-19, wherever that is. Days are
// ordered as texts.
type Day string

// DayOf is the day that it is at t, in t's zone.
func DayOf(t time.Time) Day { return Day(t.Format(time.DateOnly)) }

// after is the day that many days later. A Day that is none stays as it is.
func (d Day) after(days int) Day {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return d
	}
	return DayOf(t.AddDate(0, 0, days))
}

// at is that hour of the day in a zone. The clocks may be changed on that day:
// the hour is what they show.
func (d Day) at(hour int, zone *time.Location) time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return time.Date(t.Year(), t.Month(), t.Day(), hour, 0, 0, 0, zone)
}

func (d Day) valid() bool {
	_, err := time.Parse(time.DateOnly, string(d))
	return err == nil
}
