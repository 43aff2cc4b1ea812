// Package app is what a person can do, as verbs: list keys, change a PIN,
// renew a certificate, see what expires. The window and the command line call
// the same verbs.
//
// A verb never shows anything. What it has to ask, it asks through
// [Questions]; what goes on, it reports through callbacks; what went wrong is
// an error of package token, renew or est, made into a person's sentence by
// the caller. All verbs may take as long as a key or a server does, stop when
// their context ends, and may be called from any goroutine.
package app

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"ukey/app/discovery"
	"ukey/app/settings"
	"ukey/renew"
	"ukey/renew/apply"
	"ukey/token"
)

// Config is what an App works with. The zero value of an optional field has a
// sensible meaning.
type Config struct {
	Drivers []token.Driver
	// Problems are the drivers that could not even be loaded; every snapshot
	// tells of them.
	Problems []Problem
	// Libraries say of the drivers, by their names, how they were found. Their
	// order counts: a key that is seen through several drivers is the first
	// one's.
	Libraries []discovery.Library
	CA        CA
	// CAErr says why the CA of the settings cannot be used, if so.
	CAErr error
	// Notices are settings that had no effect. Doctor tells of them.
	Notices  []settings.Notice
	Journals *renew.Journals
	// Drafts are the applications on this computer. Without them there are
	// none, and none can be begun.
	Drafts *apply.Store
	// Computer and Background are looked at by Doctor alone. Without a
	// Computer it looks at keys and CA.
	Computer   Computer
	Background Background
	// Download is where drivers can be had, an address on the web; it may be
	// empty.
	Download string
	// WarnDays is how long before its end a certificate counts as expiring.
	WarnDays int
	// PINPolicy is for new PINs.
	PINPolicy PINPolicy
	// Renewed is told when a key has got new certificates, before the verb
	// returns; nil if nobody cares. It must not block for long.
	Renewed func(ctx context.Context)
	Clock   func() time.Time // time.Now if nil
	Log     *slog.Logger     // discards if nil
}

// App carries out the verbs.
type App struct {
	Config
	// watched is what the Watch under way knows; nil if there is none.
	watched atomic.Pointer[board]
}

// New returns an App. The drivers stay the caller's to close.
func New(c Config) *App {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Drafts == nil {
		c.Drafts = apply.OpenStore("", c.Clock)
	}
	return &App{Config: c}
}
