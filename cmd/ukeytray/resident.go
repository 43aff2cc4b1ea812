package main

import (
	"context"
	"sync"

	"ukey/app"
	"ukey/app/instance"
	"ukey/app/remind"
	"ukey/app/settings"
	"ukey/cmd/internal/diary"
	"ukey/cmd/internal/setup"
	"ukey/ui/tray"
	"ukey/ui/words"
)

// resident is the resident program.
type resident struct {
	flags setup.Flags
	group instance.Group
	log   *diary.Diary
	quit  context.CancelFunc
	// views holds the newest view until the tray takes it. reloads and windows
	// hold one wish each: more of the same mean nothing.
	views   chan tray.View
	reloads chan struct{}
	windows chan instance.Request
	// reminders go on whatever settings change.
	reminders *reminders

	mu    sync.Mutex
	words *words.Printer
	state tray.State
}

func newResident(f setup.Flags, group instance.Group, log *diary.Diary) *resident {
	r := &resident{
		flags: f, group: group, log: log,
		views: make(chan tray.View, 1), reloads: make(chan struct{}, 1), windows: make(chan instance.Request, 1),
	}
	r.reminders = newReminders(r.do, func(open []remind.Reminder) { r.change(func() { r.state.Open = open }) }, log.Logger)
	return r
}

// work watches the keys with the settings as they are, and begins anew when
// they change, until ctx ends. The error is that of the settings at the start;
// later ones leave everything as it is.
func (r *resident) work(ctx context.Context) error {
	s, err := r.flags.Settings()
	if err != nil {
		r.quit()
		return err
	}
	for ctx.Err() == nil {
		shift, end := context.WithCancel(ctx)
		var working sync.WaitGroup
		working.Go(func() { r.watch(shift, s) })
		changed := r.awaitSettings(ctx)
		end()
		working.Wait()
		if changed != nil {
			s = changed
		}
	}
	return nil
}

// awaitSettings returns the settings once they have been changed to others that
// can be used, nil when ctx ends.
func (r *resident) awaitSettings(ctx context.Context) *settings.Settings {
	for {
		select {
		case <-r.reloads:
		case <-ctx.Done():
			return nil
		}
		s, err := r.flags.Settings()
		if err == nil {
			return s
		}
		r.log.Warn("settings not read again", "err", err)
	}
}

// watch follows the keys, and reminds, until ctx ends.
func (r *resident) watch(ctx context.Context, s *settings.Settings) {
	r.log.SetLevel(s.LogLevel)
	r.change(func() { r.words = words.New(words.Language(s.Language), "words", "tray", "remind") })
	desk := openKeys(s, r.log.Logger)
	defer func() {
		if err := desk.Close(); err != nil {
			r.log.Warn("drivers not closed", "err", err)
		}
	}()
	r.reminders.use(s, desk, r.words)
	_ = desk.Watch(ctx, func(snapshot *app.Snapshot) { // the only error is ctx's
		r.change(func() { r.state.Snapshot = snapshot })
		r.reminders.Seen(snapshot)
	})
}

// change changes what the tray tells of, and has it shown.
func (r *resident) change(what func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	what()
	select {
	case <-r.views: // the one to come is newer
	default:
	}
	r.views <- tray.NewView(r.words, r.state)
}

// asked does what another program asks for.
func (r *resident) asked(_ context.Context, request instance.Request) error {
	r.do(request)
	return nil
}

// do does what a person or another program asks for, or has it done soon.
func (r *resident) do(request instance.Request) {
	switch request.Verb {
	case instance.Quit:
		r.quit()
	case instance.Reload:
		select {
		case r.reloads <- struct{}{}:
		default:
		}
	case instance.Later:
		r.reminders.PutOff(remind.Key(request.Key))
	case instance.Show:
		select {
		case r.windows <- request:
		default: // a second click while the first is being carried out
		}
	}
}
