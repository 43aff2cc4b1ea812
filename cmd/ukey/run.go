package main

import (
	"context"
	"errors"
	"os"
	"runtime"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"github.com/adrg/xdg"

	"ukey/app/instance"
	"ukey/app/opened"
	"ukey/app/settings"
	"ukey/assets"
	"ukey/cmd/internal/diary"
	"ukey/cmd/internal/setup"
	"ukey/ui"
	"ukey/ui/capslock"
	"ukey/ui/chooser"
	"ukey/ui/look"
)

// iconSize is in pixels: what the task bars of desktops show at most.
const iconSize = 128

// run shows the window until it is closed or ctx ends, and does what other
// programs ask of it through its claim; nil if it stands apart.
func run(ctx context.Context, f flags, claim *instance.Claim) (err error) {
	again := false
	defer func() { // when the log has been let go of as well
		if again && err == nil {
			err = startAgain(&f)
		}
	}()
	from := f.Sources(os.Getenv)
	s, err := settings.Load(from)
	if err != nil {
		return &unopenedError{err}
	}
	name := diary.Window
	if f.demo {
		name = diary.Demo
	}
	d := diary.Open(name, s.LogLevel)
	defer d.End()
	log := d.Logger
	for _, n := range s.Notices {
		log.Warn("setting without effect", "option", n.Option, "in", n.Source, "because", n.Kind)
	}

	options := ui.Options{
		Settings: ui.Looks(s),
		Version:  assets.Version(),
		Brand:    s.Brand, Services: s.Services, Items: s.Items, Contacts: s.Contacts,
		ItemDates: opened.Open(setup.OpenedFile(), time.Now),
		PINPolicy: setup.PINPolicy(s),
		Chooser:   chooser.Open(),
		Folders:   ui.Folders{Scans: xdg.UserDirs.Download, Saved: xdg.UserDirs.Desktop, Libraries: libraries()},
	}
	var caps capslock.Probe
	defer caps.Close()
	options.CapsLock = caps.On
	options.DesktopTells = look.DesktopTells
	fyneApp := app.NewWithID(assets.AppID)
	fyneApp.SetIcon(fyne.NewStaticResource("app.png", assets.AppIcon(iconSize)))
	// Fyne can be told to quit only once it runs.
	ctx, end := context.WithCancel(ctx)
	defer end()
	fyneApp.Lifecycle().SetOnStarted(func() {
		context.AfterFunc(ctx, func() { fyne.Do(fyneApp.Quit) })
	})

	options.Restart = func() { again = true; fyneApp.Quit() }
	kept := newKeeper(s, from, f.login(), log)
	beside := &neighbours{resident: newResident(&f), claim: claim}
	kept.forgetful = f.demo
	kept.follow = func(s *settings.Settings) {
		d.SetLevel(s.LogLevel)
		if !f.demo {
			beside.tell(ctx, s)
		}
	}
	options.Preferences, options.Crashes = kept, d.Crashes

	var keys *late
	if f.demo {
		office := new(demoDesk)
		options.Demo = &ui.DemoInfo{PIN: demoPIN, Message: office.Message}
		keys = openLate(func() (desk, error) { return startDemo(ctx, office, demoReview) }, end)
	} else {
		options.Departure = &departure{kept, beside.resident, log}
		options.Forget = forgetting(beside.resident)
		keys = openLate(func() (desk, error) { return openKeys(s, &f, log) }, end)
	}
	window := ui.Open(fyneApp, keys, options)
	window.Open(instance.Screen(f.screen), instance.Key{Serial: f.key})
	beside.listen(ctx, window, end)
	window.Run()
	end()
	return errors.Join(beside.close(), keys.Close(), keys.err)
}

// libraries is the folder where drivers are installed.
func libraries() string {
	if runtime.GOOS == "windows" {
		return os.Getenv("ProgramFiles")
	}
	return "/usr/lib"
}
