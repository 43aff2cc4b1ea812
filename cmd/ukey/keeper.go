package main

import (
	"context"
	"crypto/x509"
	"errors"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"sync"

	"ukey/app"
	"ukey/app/autostart"
	"ukey/app/settings"
	"ukey/cmd/internal/setup"
	"ukey/ui/preferences"
)

// keeper keeps what the person chooses under 设置. It is safe for concurrent
// use.
type keeper struct {
	from settings.Sources // its Flags change while saving is held
	// forgetful is set in the demonstration: what is chosen lasts as long as the
	// window.
	forgetful bool
	login     *autostart.Entry // nil where the program is not to be started at login
	log       *slog.Logger
	// follow is told of the settings after each change. May be nil.
	follow func(*settings.Settings)

	// saving is held while a choice goes to the disk, for which nobody waits who
	// wants to know what is set.
	saving sync.Mutex

	mu         sync.Mutex
	start, now *settings.Settings
}

// newKeeper keeps the settings that were read from the sources.
func newKeeper(s *settings.Settings, from settings.Sources, login *autostart.Entry, log *slog.Logger) *keeper {
	k := &keeper{from: from, login: login, log: log, start: s, now: s}
	k.now = k.withLogin(s)
	return k
}

// Settings are those in force for whoever starts now.
func (k *keeper) Settings() *settings.Settings {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.now
}

// withLogin puts in what the system says about starting at login: a person may
// have changed it in the settings of the desktop.
func (k *keeper) withLogin(s *settings.Settings) *settings.Settings {
	if k.login == nil || s.Locked(settings.AtLogin) {
		return s
	}
	on, err := k.login.Enabled()
	if err != nil {
		k.log.Warn("programs that start at login cannot be read", "err", err)
		return s
	}
	told := *s
	told.Autostart = on
	return &told
}

// Set keeps options and reads all of them again.
func (k *keeper) Set(options map[string]any) error {
	k.saving.Lock()
	defer k.saving.Unlock()
	if on, ok := options[settings.AtLogin].(bool); ok && k.login != nil {
		change := k.login.Disable
		if on {
			change = k.login.Enable
		}
		if err := change(); err != nil {
			return err
		}
	}
	from := k.from
	if k.forgetful {
		from.Flags = map[string]any{}
		maps.Copy(from.Flags, k.from.Flags)
		for option, value := range options {
			if value == nil {
				delete(from.Flags, option)
			} else {
				from.Flags[option] = value
			}
		}
	} else if err := settings.Save(from.UserFile, options); err != nil {
		return err
	}
	s, err := settings.Load(from)
	if err != nil {
		return err
	}
	s = k.withLogin(s)
	k.from.Flags = from.Flags
	k.mu.Lock()
	k.now = s
	k.mu.Unlock()
	if k.follow != nil {
		k.follow(s)
	}
	return nil
}

// Stale compares what is read once, when the drivers are loaded and the CA is
// set up.
func (k *keeper) Stale() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return !slices.Equal(k.start.Modules, k.now.Modules) || k.start.CA != k.now.CA || k.start.Proxy != k.now.Proxy
}

// Roots are the certificates in a file.
func (k *keeper) Roots(path string) ([]*x509.Certificate, error) { return setup.Roots(path) }

// TryCA asks the CA that is set now.
func (k *keeper) TryCA(ctx context.Context) error {
	ca, err := setup.CA(k.Settings())
	if err != nil {
		return err
	}
	return app.New(app.Config{CA: ca}).Reach(ctx)
}

// TryDriver asks a library in a process of its own.
func (k *keeper) TryDriver(ctx context.Context, path string) (keys int, err error) {
	driver, err := setup.Hosts(k.Settings(), k.log)(path)
	if err != nil {
		return 0, err
	}
	tokens, err := driver.Tokens(ctx)
	return len(tokens), errors.Join(err, driver.Close())
}

// Folders are where the program keeps things.
func (k *keeper) Folders() []preferences.Folder {
	return []preferences.Folder{
		{Kind: preferences.ForSettings, Path: filepath.Dir(k.from.UserFile)},
		{Kind: preferences.ForData, Path: setup.StateDir()},
		{Kind: preferences.ForLogs, Path: setup.LogDir()},
	}
}
