// Package setup puts the parts together that all programs share: from the
// settings it loads the drivers and makes the app.App that works on them. It
// shows nothing and asks nothing.
package setup

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"github.com/adrg/xdg"

	"ukey/app"
	"ukey/app/discovery"
	"ukey/app/environment"
	"ukey/app/remind"
	"ukey/app/settings"
	"ukey/renew"
	"ukey/renew/apply"
	"ukey/token"
)

// Loader loads a driver library. The error is a *token.LibraryError or
// another one of package token.
type Loader func(path string) (token.Driver, error)

// Parts are what a program is made of besides its settings. Load is needed.
type Parts struct {
	Load Loader
	// JournalDir is where renewals are recorded; JournalDir() if empty.
	JournalDir string
	// ApplicationDir is where applications are kept; ApplicationDir() if empty.
	ApplicationDir string
	// Ledger is where watched keys are remembered for reminders; nil if they are
	// not to be.
	Ledger *remind.Ledger
	// Renewed is that of app.Config.
	Renewed func(ctx context.Context)
	Clock   func() time.Time // time.Now if nil
	Log     *slog.Logger     // discards if nil
}

// Desk is an app.App with the drivers that were loaded for it.
type Desk struct {
	*app.App
	drivers []token.Driver
	ledger  *remind.Ledger
}

// Open loads the drivers, each beside the others. A driver that cannot be
// loaded is no error: every snapshot of the App tells of it. The roots of the
// CA are not read, since only a renewal needs them; see CA.
func Open(s *settings.Settings, p Parts) *Desk {
	if p.Clock == nil {
		p.Clock = time.Now
	}
	if p.JournalDir == "" {
		p.JournalDir = JournalDir()
	}
	if p.ApplicationDir == "" {
		p.ApplicationDir = ApplicationDir()
	}
	libraries := discovery.Find(s.Modules, discovery.Here())
	drivers, problems := load(libraries, p.Load)
	return &Desk{
		App: app.New(app.Config{
			Drivers:  drivers,
			Problems: problems, Libraries: libraries,
			Journals: renew.OpenJournals(p.JournalDir, p.Clock),
			Drafts:   apply.OpenStore(p.ApplicationDir, p.Clock),
			WarnDays: s.WarnDays, PINPolicy: PINPolicy(s),
			Notices: s.Notices,
			Computer: environment.Here(
				environment.Kept{Use: environment.SettingsFolder, Path: filepath.Dir(settings.UserFile())},
				environment.Kept{Use: environment.StateFolder, Path: StateDir()},
			),
			Background: app.Background{Wanted: s.Background, AtLogin: s.Autostart},
			Download:   download(s.Contacts),
			Renewed:    p.Renewed,
			Clock:      p.Clock,
			Log:        p.Log,
		}),
		drivers: drivers, ledger: p.Ledger,
	}
}

// Close lets go of the drivers.
func (d *Desk) Close() error {
	var errs []error
	for _, driver := range d.drivers {
		errs = append(errs, driver.Close())
	}
	return errors.Join(errs...)
}

// download is the page of the first of those who help and have one.
func download(contacts []settings.Contact) string {
	for _, c := range contacts {
		if c.URL != "" {
			return c.URL
		}
	}
	return ""
}

// StateDir is what the programs keep of the user's.
func StateDir() string { return filepath.Join(xdg.StateHome, "ukey") }

// PINPolicy is what the settings ask of new PINs.
func PINPolicy(s *settings.Settings) app.PINPolicy {
	return app.PINPolicy{RefuseSimple: s.SimplePIN == settings.RefuseSimple}
}

// LogDir is where the programs write what they did, and why they ended badly.
func LogDir() string { return filepath.Join(StateDir(), "logs") }

// JournalDir is where the user's renewals are recorded.
func JournalDir() string { return filepath.Join(StateDir(), "renewals") }

// ApplicationDir is where the user's applications are kept.
func ApplicationDir() string { return filepath.Join(StateDir(), "applications") }

// OpenedFile is where it is kept when the sites of items were last opened.
func OpenedFile() string { return filepath.Join(StateDir(), "opened.json") }

// load keeps the order of the libraries, whichever is the fastest.
func load(libraries []discovery.Library, loader Loader) ([]token.Driver, []app.Problem) {
	drivers := make([]token.Driver, len(libraries))
	errs := make([]error, len(libraries))
	var wg sync.WaitGroup
	for i, l := range libraries {
		wg.Go(func() { drivers[i], errs[i] = loader(l.Path) })
	}
	wg.Wait()
	var loaded []token.Driver
	var problems []app.Problem
	for i, l := range libraries {
		if errs[i] != nil {
			problems = append(problems, app.Problem{Driver: l.Path, Err: errs[i]})
			continue
		}
		loaded = append(loaded, drivers[i])
	}
	return loaded, problems
}
