package main

import (
	"errors"
	"log/slog"
	"os"

	"ukey/app/crash"
	"ukey/app/logging"
	"ukey/app/settings"
	"ukey/assets"
	"ukey/cmd/internal/setup"
)

// The names under which the two processes of this program write.
const (
	windowDiary = "window"
	demoDiary   = "demo"
)

// diary is where a process writes what it does, and why it ended badly.
type diary struct {
	*slog.Logger
	crashes *crash.Store
	level   *slog.LevelVar // of the file
	close   func() error
}

// openDiary begins to write under a name. What is worth a warning goes to
// standard error as well, and if there is no other place, to that alone.
func openDiary(name string, level settings.Level) *diary {
	d := &diary{
		crashes: crash.Open(setup.LogDir(), assets.Version()),
		level:   new(slog.LevelVar), close: func() error { return nil },
	}
	d.setLevel(level)
	aloud := slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})
	d.Logger = slog.New(aloud)
	file, err := logging.Open(setup.LogDir(), name, d.level)
	if err == nil {
		d.Logger, d.close = slog.New(slog.NewMultiHandler(aloud, file.Handler())), file.Close
	}
	if err := errors.Join(err, d.crashes.Collect(), d.crashes.Watch(name)); err != nil {
		d.Warn("log or crash reports cannot be kept", "err", err)
	}
	d.Info("started", "version", assets.Version())
	return d
}

// setLevel changes how much goes into the file from now on.
func (d *diary) setLevel(l settings.Level) { d.level.Set(logging.Level(l)) }

// end closes the file.
func (d *diary) end() {
	d.Info("ended")
	_ = d.close() // there is nowhere left to tell it
}
