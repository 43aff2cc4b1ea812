// Package diary is where the processes that people do not start from a terminal
// write what they do, and why they ended badly: a log and crash reports for
// each (packages ukey/app/logging and ukey/app/crash).
package diary

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

// The names under which they write, each into files of its own.
const (
	Window   = "window"
	Demo     = "demo"
	Resident = "resident"
)

// Diary is one process's log. It is safe for concurrent use.
type Diary struct {
	*slog.Logger
	// Crashes are the reports of all processes.
	Crashes *crash.Store

	level *slog.LevelVar // of the file
	close func() error
}

// Open begins to write under a name. What is worth a warning goes to
// standard error as well, and if there is no other place, to that alone.
func Open(name string, level settings.Level) *Diary {
	d := &Diary{
		Crashes: crash.Open(setup.LogDir(), assets.Version()),
		level:   new(slog.LevelVar), close: func() error { return nil },
	}
	d.SetLevel(level)
	aloud := slog.NewTextHandler(os.Stderr, logging.Options(slog.LevelWarn))
	d.Logger = slog.New(aloud)
	file, err := logging.Open(setup.LogDir(), name, d.level)
	if err == nil {
		d.Logger, d.close = slog.New(slog.NewMultiHandler(aloud, file.Handler())), file.Close
	}
	if err := errors.Join(err, d.Crashes.Collect(), d.Crashes.Watch(name)); err != nil {
		d.Warn("log or crash reports cannot be kept", "err", err)
	}
	d.Info("started", "version", assets.Version())
	return d
}

// SetLevel changes how much goes into the file from now on.
func (d *Diary) SetLevel(l settings.Level) { d.level.Set(logging.Level(l)) }

// End closes the file.
func (d *Diary) End() {
	d.Info("ended")
	_ = d.close() // there is nowhere left to tell it
}
