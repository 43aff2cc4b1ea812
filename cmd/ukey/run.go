package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"time"

	"fyne.io/fyne/v2"

	"ukey/app/opened"
	"ukey/app/settings"
	"ukey/assets"
	"ukey/cmd/internal/setup"
	"ukey/ui"
	"ukey/ui/capslock"
	"ukey/ui/look"
	"ukey/ui/words"
)

// run shows the window until it is closed or ctx ends.
func run(ctx context.Context, fyneApp fyne.App, f flags) error {
	s, err := f.settings()
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	for _, n := range s.Notices {
		log.Warn("setting without effect", "option", n.Option, "in", n.Source, "because", n.Kind)
	}

	options := ui.Options{
		Settings: ui.Settings{
			Language: words.Language(s.Language), Theme: look.Mode(s.Theme),
			TextSize: look.TextSize(s.TextSize), Scale: s.Scale,
		},
		Version: assets.Version(),
		Brand:   s.Brand, Services: s.Services, Items: s.Items, Contacts: s.Contacts,
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

	var keys *late
	if f.demo {
		office := new(demoDesk)
		options.Demo = &ui.DemoInfo{PIN: demoPIN, Message: office.Message}
		keys = openLate(func() (desk, error) { return startDemo(ctx, office, demoReview) }, end)
	} else {
		options.Save = func(s ui.Settings) { save(f.userFile(), s, log) }
		keys = openLate(func() (desk, error) { return openKeys(s, log) }, end)
	}
	ui.Open(fyneApp, keys, options).Run()
	closed := keys.Close()
	return errors.Join(keys.err, closed)
}

// save keeps what the person chose in the window.
func save(path string, s ui.Settings, log *slog.Logger) {
	err := settings.Save(path, map[string]any{
		settings.Lang: string(s.Language),
		settings.Look: string(s.Theme),
		settings.Type: string(s.TextSize),
		settings.Zoom: s.Scale,
	})
	if err != nil {
		log.Warn("settings not saved", "err", err)
	}
}
