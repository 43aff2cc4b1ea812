package main

import (
	"context"
	"log/slog"

	"ukey/app"
	"ukey/app/instance"
	"ukey/app/remind"
	"ukey/app/settings"
	"ukey/cmd/internal/setup"
	"ukey/ui/words"
)

// reminding is what reminders are made with.
type reminding struct {
	settings *settings.Settings
	desk     *setup.Desk
	words    *words.Printer
	log      *slog.Logger
	// open brings the window to the front, on a screen. It returns at once.
	open func(instance.Request)
	// waiting is told of the reminders that cannot be shown; see
	// remind.Config.
	waiting func([]remind.Reminder)
}

// reminders are under way.
type reminders struct {
	// snapshot is handed every snapshot of the keys, and returns at once.
	snapshot func(*app.Snapshot)
	// wait returns when everything has ended that was begun, which it does
	// with the context of startReminders.
	wait func()
}

// startReminders reminds the person until ctx ends.
func startReminders(context.Context, reminding) reminders {
	return reminders{snapshot: func(*app.Snapshot) {}, wait: func() {}}
}
