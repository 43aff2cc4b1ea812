package main

import (
	"context"
	"log/slog"
	"sync"

	"ukey/app/instance"
	"ukey/app/remind"
	"ukey/app/settings"
	"ukey/assets"
	"ukey/cmd/internal/setup"
	"ukey/ui/notify"
	"ukey/ui/tray"
	"ukey/ui/words"
)

// iconSide is the side of the picture in a notification, in pixels.
const iconSide = 64

// reminders remind the person as long as this program runs, whatever settings
// change meanwhile: a notification on the screen stays, and so does what its
// buttons are about.
type reminders struct {
	*remind.Service
	desktop notify.Desktop

	mu    sync.Mutex
	words *words.Printer
}

// newReminders hands open the reminders that wait for an answer, and do the
// answers that are given on the desktop.
func newReminders(do func(instance.Request), open func([]remind.Reminder), log *slog.Logger) *reminders {
	r := &reminders{}
	r.desktop = notify.Open(notify.Config{
		Name: assets.AppName, ID: assets.AppID, Icon: assets.AppIcon(iconSide),
		Pressed: func(message, button string) { do(tray.Pressed(message, button)) },
		Back:    func() { r.Again() },
	})
	r.Service = remind.NewService(remind.Config{
		Ledger:   remind.OpenLedger(setup.ReminderDir(), remind.Now),
		Notifier: r, Open: open, Log: log,
	})
	return r
}

// run reminds until ctx ends, and takes everything off the screen then.
func (r *reminders) run(ctx context.Context) error {
	r.Run(ctx)
	return r.desktop.Close()
}

// use has everything go by the settings. The CA is the desk's.
func (r *reminders) use(s *settings.Settings, desk *setup.Desk, p *words.Printer) {
	r.mu.Lock()
	r.words = p
	r.mu.Unlock()
	r.Use(remind.Terms{Rules: s.Reminders, Suggest: desk.Suggest})
}

// Show implements remind.Notifier.
func (r *reminders) Show(ctx context.Context, reminder remind.Reminder) error {
	return r.notifier().Show(ctx, reminder)
}

// Withdraw implements remind.Notifier.
func (r *reminders) Withdraw(ctx context.Context, key remind.Key) { r.notifier().Withdraw(ctx, key) }

// notifier speaks the language of the settings as they are now.
func (r *reminders) notifier() *notify.Reminders {
	r.mu.Lock()
	defer r.mu.Unlock()
	return &notify.Reminders{Desktop: r.desktop, Words: r.words}
}
