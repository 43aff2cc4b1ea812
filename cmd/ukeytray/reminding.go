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
	// open brings the window to the front. It returns at once.
	open func(instance.Request)

	mu    sync.Mutex
	words *words.Printer
}

// newReminders hands waiting the reminders that cannot be shown; see
// remind.Config.
func newReminders(open func(instance.Request), waiting func([]remind.Reminder), log *slog.Logger) *reminders {
	r := &reminders{open: open}
	r.desktop = notify.Open(notify.Config{
		Name: assets.AppName, ID: assets.AppID, Icon: assets.AppIcon(iconSide),
		Pressed: r.pressed, Back: func() { r.Again() },
	})
	r.Service = remind.NewService(remind.Config{
		Ledger:   remind.OpenLedger(setup.ReminderDir(), remind.Now),
		Notifier: r, Waiting: waiting, Log: log,
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

// pressed does what a person asks for on a notification.
func (r *reminders) pressed(message, button string) {
	key := notify.KeyOf(message)
	request := instance.Request{Verb: instance.Show, Key: instance.Key{Serial: key.Serial, Label: key.Label}}
	switch button {
	case notify.ButtonTomorrow:
		r.PutOff(key)
	case notify.ButtonRenew:
		request.Screen = instance.Renew
		r.open(request)
	case notify.ButtonNever:
		request.Screen = instance.Forget
		r.open(request)
	}
}
