package app

import (
	"context"

	"ukey/app/environment"
)

// Computer is what Doctor asks of the machine; *environment.Computer is the
// real one. Its methods may take some seconds, and may be called from several
// goroutines at once.
type Computer interface {
	System() environment.System
	// Folders are those that the programs write to.
	Folders(ctx context.Context) []environment.Folder
	MendFolder(path string) error
	// Library tells what a driver's file is.
	Library(path string) environment.Library
	Readers() environment.Service
	// Devices are what looks like a key on USB; false where the ports cannot be
	// looked at.
	Devices() ([]environment.Device, bool)
	// Holders are other programs that have one of the libraries loaded.
	Holders(ctx context.Context, libraries []string) []string
	Desktop(ctx context.Context) environment.Desktop
	Programs(environment.Purpose) []string
}

// Background is the resident program, which shows the icon and reminds, as far
// as Doctor looks at it.
type Background struct {
	// Wanted and AtLogin are what the settings say: that it is to run, and to
	// start when the person logs in.
	Wanted, AtLogin bool
	// Login and Resident are nil where nothing can be said of them.
	Login    LoginItem
	Resident Resident
}

// LoginItem is the program's entry among those that start at login;
// *autostart.Entry is one.
type LoginItem interface {
	Enabled() (bool, error)
	Enable() error
}

// Resident is the resident program.
type Resident interface {
	Running(ctx context.Context) (bool, error)
	Start(ctx context.Context) error
}
