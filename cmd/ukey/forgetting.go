package main

import (
	"context"

	"ukey/app"
	"ukey/app/remind"
	"ukey/cmd/internal/setup"
)

// ledger is the list of the keys that the person is reminded of.
func ledger() *remind.Ledger { return remind.OpenLedger(setup.ReminderDir(), remind.Now) }

// forgetting ends the reminders of a key, and has the resident program take the
// one that is on the screen away.
func forgetting(background *resident) func(context.Context, remind.Key, *app.Snapshot) error {
	return func(ctx context.Context, key remind.Key, s *app.Snapshot) error {
		if err := ledger().Forget(ctx, key, s); err != nil {
			return err
		}
		background.reload(ctx)
		return nil
	}
}
