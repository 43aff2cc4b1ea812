package main

import (
	"context"
	"sync"
	"time"

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
	fault     fault

	mu    sync.Mutex
	words *words.Printer
	state tray.State
}

func newResident(f setup.Flags, group instance.Group, log *diary.Diary) *resident {
	r := &resident{
		flags: f, group: group, log: log,
		fault: fault{every: 10 * time.Second},
		views: make(chan tray.View, 1), reloads: make(chan struct{}, 1), windows: make(chan instance.Request, 1),
	}
	r.reminders = newReminders(r.do, func(open []remind.Reminder) { r.change(func() { r.state.Open = open }) }, log.Logger)
	return r
}

// work watches the keys with the settings as they are, and begins anew when
// they change, until ctx ends. Of settings that are wrong at the start it takes
// what can be trusted, since nobody else would remind the person; later faults
// leave everything as it is.
func (r *resident) work(ctx context.Context) {
	s, wrong := r.flags.Salvage()
	for ctx.Err() == nil {
		r.speak(s)
		shift, end := context.WithCancel(ctx)
		var working sync.WaitGroup
		working.Go(func() { r.watch(shift, s) })
		changed := r.awaitSettings(ctx, wrong)
		end()
		working.Wait()
		s, wrong = changed, nil
	}
}

// awaitSettings returns the settings once they have been changed to others that
// can be used, nil when ctx ends. Those that are wrong it reads every now and
// then: whoever corrects the file tells nobody.
func (r *resident) awaitSettings(ctx context.Context, wrong error) *settings.Settings {
	for {
		r.tell(ctx, wrong)
		var again <-chan time.Time
		if wrong != nil {
			again = time.After(r.fault.every)
		}
		select {
		case <-r.reloads:
		case <-again:
		case <-ctx.Done():
			return nil
		}
		var s *settings.Settings
		if s, wrong = r.flags.Settings(); wrong == nil {
			r.tell(ctx, nil)
			return s
		}
	}
}

// speak has everything from now on be said and written as the settings ask for.
func (r *resident) speak(s *settings.Settings) {
	r.log.SetLevel(s.LogLevel)
	r.change(func() { r.words = words.New(words.Language(s.Language), "words", "tray", "remind") })
}

// watch follows the keys, and reminds, until ctx ends.
func (r *resident) watch(ctx context.Context, s *settings.Settings) {
	desk := openKeys(s, r.log.Logger)
	defer func() {
		if err := desk.Close(); err != nil {
			r.log.Warn("drivers not closed", "err", err)
		}
	}()
	r.reminders.use(s, desk, r.printer())
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

// printer speaks the language of the settings as they are now.
func (r *resident) printer() *words.Printer {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.words
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
