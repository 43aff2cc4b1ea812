package desk

import (
	"time"

	"ukey/renew/ca/casework"
	"ukey/renew/cases"
)

// age is how long a case has waited for staff, and how that stands to the
// promise to look at it in time.
type age struct {
	// Waits is false for a case that does not wait for staff.
	Waits bool
	// Days are working days; 0 is less than one.
	Days int
	// Mood is "late" once the time that was promised is over, "today" if it
	// is over within the day, else "fine".
	Mood string
}

func (d *desk) ageOf(c casework.Summary) age {
	if c.State != cases.Review {
		return age{}
	}
	now := d.Clock().In(d.Zone)
	a := age{Waits: true, Days: workingDays(c.Submitted.In(d.Zone), now), Mood: "fine"}
	due := c.Expected.In(d.Zone)
	switch {
	case c.Expected.IsZero():
	case !now.Before(due):
		a.Mood = "late"
	case now.Format(time.DateOnly) == due.Format(time.DateOnly):
		a.Mood = "today"
	}
	return a
}

// workingDays counts whole working days between two times: 24 hours that lie
// on Mondays to Fridays. Public holidays, which are set anew each year, are
// not known to it.
func workingDays(from, to time.Time) int {
	var worked time.Duration
	for from.Before(to) {
		year, month, day := from.Date()
		next := time.Date(year, month, day+1, 0, 0, 0, 0, from.Location())
		if next.After(to) {
			next = to
		}
		if wd := from.Weekday(); wd != time.Saturday && wd != time.Sunday {
			worked += next.Sub(from)
		}
		from = next
	}
	return int(worked / (24 * time.Hour))
}
