package main

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"

	"ukey/app/opened"
	"ukey/app/settings"
	"ukey/assets"
	"ukey/cmd/internal/setup"
	"ukey/ui"
	"ukey/ui/capslock"
)

// run shows the window until it is closed or ctx ends.
func run(ctx context.Context, fyneApp fyne.App, f flags) error {
	from := f.sources()
	s, err := settings.Load(from)
	if err != nil {
		return err
	}
	name := windowDiary
	if f.demo {
		name = demoDiary
	}
	diary := openDiary(name, s.LogLevel)
	defer diary.end()
	log := diary.Logger
	for _, n := range s.Notices {
		log.Warn("setting without effect", "option", n.Option, "in", n.Source, "because", n.Kind)
	}

	options := ui.Options{
		Settings: ui.Looks(s),
		Version:  assets.Version(),
		Brand:    s.Brand, Services: s.Services, Items: s.Items, Contacts: s.Contacts,
		ItemDates: opened.Open(setup.OpenedFile(), time.Now),
		PINPolicy: setup.PINPolicy(s),
	}
	var caps capslock.Probe
	defer caps.Close()
	options.CapsLock = caps.On
	// Fyne can be told to quit only once it runs.
	ctx, end := context.WithCancel(ctx)
	defer end()
	fyneApp.Lifecycle().SetOnStarted(func() {
		context.AfterFunc(ctx, func() { fyne.Do(fyneApp.Quit) })
	})

	again := false
	options.Restart = func() { again = true; fyneApp.Quit() }
	kept := newKeeper(s, from, f.login(), log)
	kept.forgetful, kept.follow = f.demo, func(s *settings.Settings) { diary.setLevel(s.LogLevel) }
	options.Preferences, options.Crashes = kept, diary.crashes

	var keys *late
	if f.demo {
		office := new(demoDesk)
		options.Demo = &ui.DemoInfo{PIN: demoPIN, Message: office.Message}
		keys = openLate(func() (desk, error) { return startDemo(ctx, office, demoReview) }, end)
	} else {
		keys = openLate(func() (desk, error) { return openKeys(s, log) }, end)
	}
	ui.Open(fyneApp, keys, options).Run()
	closed := keys.Close()
	if err := errors.Join(keys.err, closed); err != nil || !again {
		return err
	}
	return startAgain()
}
