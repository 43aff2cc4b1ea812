package remind

import (
	"time"

	"ukey/app/settings"
)

// awake tells whether a person wants to hear of anything at now, whose zone is
// the person's. What counts is what the clock on the wall shows, so that an hour
// that a change of the clocks leaves out or repeats needs no care: a reminder
// that was due in the hour left out comes in the one after it.
func awake(rules settings.Reminders, now time.Time) bool {
	hour := now.Hour()
	switch from, until := rules.From, rules.Until; {
	case from == until:
		return true
	case from < until:
		return from <= hour && hour < until
	default: // over midnight, for those who work at night
		return from <= hour || hour < until
	}
}
