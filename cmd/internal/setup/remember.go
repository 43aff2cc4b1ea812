package setup

import (
	"context"
	"path/filepath"

	"ukey/app"
)

// Watch is that of the App; what it shows is remembered for reminders, if
// there is a ledger. A key that nobody can be reminded of is shown all the same.
func (d *Desk) Watch(ctx context.Context, show func(*app.Snapshot)) error {
	return d.App.Watch(ctx, func(s *app.Snapshot) {
		show(s)
		if d.ledger == nil {
			return
		}
		if err := d.ledger.Note(ctx, s); err != nil && ctx.Err() == nil {
			d.Log.Warn("keys not remembered for reminders", "err", err)
		}
	})
}

// ReminderDir is where the user's certificates are remembered.
func ReminderDir() string { return filepath.Join(StateDir(), "reminders") }
