package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"ukey/app/environment"
)

// Fix is something that can be done about a finding.
type Fix struct {
	Kind FixKind
	// Target is what it is done to or with; what that is, the kinds say.
	Target string
}

// FixKind is a kind of remedy.
type FixKind string

// What App.Fix carries out.
const (
	// FixRetry asks a driver again that was set aside. Target is its name.
	FixRetry FixKind = "retry-driver"
	// FixFolder makes one of the programs' folders, or repairs its mode.
	// Target is its path.
	FixFolder FixKind = "repair-folder"
	// FixAutostart has the resident program start at login.
	FixAutostart FixKind = "autostart"
	// FixResident starts the resident program.
	FixResident FixKind = "start-background"
)

// What the person does, and a screen helps with.
const (
	// FixSettings leads to a page of the settings: Target is one of the Page
	// constants.
	FixSettings FixKind = "settings"
	// FixDownload leads to the page on the web where drivers are. Target is
	// its address.
	FixDownload FixKind = "download"
	// FixCommand is for whoever administers the computer. Target is the
	// command, for a shell of this system.
	FixCommand FixKind = "command"
)

// The pages of the settings that a FixSettings leads to.
const (
	PageDrivers   = "drivers"
	PageCA        = "ca"
	PageNetwork   = "network"
	PageReminders = "reminders"
)

// ErrNotFixable: the fix is none that a program carries out, or what it is for
// is not there.
var ErrNotFixable = errors.New("cannot be fixed by a program")

// Automatic tells whether App.Fix carries a fix out.
func (f Fix) Automatic() bool {
	return slices.Contains([]FixKind{FixRetry, FixFolder, FixAutostart, FixResident}, f.Kind)
}

// Fix carries out a fix that a check has offered. Whether it has helped, a
// Doctor tells. The error is ErrNotFixable, or why it went wrong.
func (a *App) Fix(ctx context.Context, f Fix) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	switch f.Kind {
	case FixRetry:
		return a.fixDriver(ctx, f.Target)
	case FixFolder:
		return a.fixFolder(ctx, f.Target)
	case FixAutostart:
		if a.Background.Login == nil {
			return ErrNotFixable
		}
		if err := a.Background.Login.Enable(); err != nil {
			return fmt.Errorf("switch on autostart: %w", err)
		}
		return nil
	case FixResident:
		if a.Background.Resident == nil {
			return ErrNotFixable
		}
		if err := a.Background.Resident.Start(ctx); err != nil {
			return fmt.Errorf("start background program: %w", err)
		}
		return nil
	}
	return ErrNotFixable
}

// fixDriver fails if the driver does, after it was asked again.
func (a *App) fixDriver(ctx context.Context, name string) error {
	for _, d := range a.Retry(ctx, name).Drivers {
		if d.Path == name && d.State != DriverPending {
			return d.Err
		}
	}
	return ErrNotFixable
}

// fixFolder mends none but the programs' own folders.
func (a *App) fixFolder(ctx context.Context, path string) error {
	if a.Computer == nil {
		return ErrNotFixable
	}
	own := func(f environment.Folder) bool { return f.Path == path }
	if !slices.ContainsFunc(a.Computer.Folders(ctx), own) {
		return ErrNotFixable
	}
	return a.Computer.MendFolder(path)
}
