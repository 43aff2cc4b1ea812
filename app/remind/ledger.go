package remind

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"ukey/app"
)

// Ledger is the list of all certificates that were ever seen on this computer,
// in a file. Its methods may be called from any goroutine and by several
// programs at once: each waits its turn, for which a lock on a file in the
// folder is held, shortly. Their errors are ctx's, or a *LedgerError.
type Ledger struct {
	dir   string
	clock func() time.Time
}

// OpenLedger uses dir, which is made when there is something to keep. The
// clock's zone is the person's; see [Now].
func OpenLedger(dir string, clock func() time.Time) *Ledger {
	return &Ledger{dir: dir, clock: clock}
}

// LedgerError: the list cannot be read, or not be kept.
type LedgerError struct {
	Path string
	// SetAside is where a damaged file has been moved. The list begins anew
	// then; what it has lost are the keys that are not plugged in any more, until
	// they are.
	SetAside string
	// Newer is set if a newer version of the program has written the file, which
	// stays as it is.
	Newer bool
	Err   error
}

func (e *LedgerError) Error() string {
	return fmt.Sprintf("list of certificates %s: %v", e.Path, e.Err)
}

// Unwrap returns the cause.
func (e *LedgerError) Unwrap() error { return e.Err }

// ErrPluggedIn: a key that is plugged in is not forgotten, since it would be
// remembered at once.
var ErrPluggedIn = errors.New("the key is plugged in")

const (
	lockName   = "lock"
	lockRetry  = 5 * time.Millisecond
	folderMode = 0o700
	fileMode   = 0o600
)

// Entries returns the list. A damaged file is set aside and told of once, by a
// *LedgerError beside the empty list.
func (l *Ledger) Entries(ctx context.Context) ([]Entry, error) {
	if _, err := os.Stat(l.dir); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	unlock, err := l.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	return l.load()
}

// Note remembers the certificates of the keys that are plugged in, and forgets
// those that others have taken the place of. A key that cannot be read changes
// nothing.
func (l *Ledger) Note(ctx context.Context, s *app.Snapshot) error {
	if len(s.Keys) == 0 {
		return nil
	}
	now := l.clock()
	return l.change(ctx, func(entries []Entry) []Entry {
		for i := range s.Keys {
			if s.Keys[i].Err == nil {
				entries = note(entries, &s.Keys[i], now)
			}
		}
		return entries
	})
}

// Told notes that the person has been reminded.
func (l *Ledger) Told(ctx context.Context, r Reminder) error {
	return l.change(ctx, func(entries []Entry) []Entry {
		tell(entries, r)
		return entries
	})
}

// PutOff brings a key's last reminder again tomorrow, from nine in the morning
// on.
func (l *Ledger) PutOff(ctx context.Context, key Key) error {
	tomorrow := DayOf(l.clock()).after(1)
	return l.change(ctx, func(entries []Entry) []Entry {
		putOff(entries, key, tomorrow)
		return entries
	})
}

// RenewFrom notes from when the CA would like to have certificates renewed, by
// their SHA-256 in lower-case hex.
func (l *Ledger) RenewFrom(ctx context.Context, from map[string]time.Time) error {
	if len(from) == 0 {
		return nil
	}
	return l.change(ctx, func(entries []Entry) []Entry {
		for i := range entries {
			if at, ok := from[entries[i].SHA256]; ok {
				entries[i].RenewFrom = at.UTC()
			}
		}
		return entries
	})
}

// Forget ends all reminders of the key that is meant, for one that has been
// handed back or is lost. Plugging it in brings them back. The error is ErrPluggedIn if the
// snapshot, what is plugged in now, shows the key.
func (l *Ledger) Forget(ctx context.Context, key Key, s *app.Snapshot) error {
	if Present(s, key) {
		return ErrPluggedIn
	}
	return l.change(ctx, func(entries []Entry) []Entry {
		var kept []Entry
		for _, e := range entries {
			if !key.Means(e.Key) {
				kept = append(kept, e)
			}
		}
		return kept
	})
}

// Present tells whether a key is among those of a snapshot, which may be nil.
func Present(s *app.Snapshot, key Key) bool {
	if s == nil {
		return false
	}
	for i := range s.Keys {
		if key.Means(KeyOf(s.Keys[i].ID)) {
			return true
		}
	}
	return false
}

// tell notes in entries that a person has been reminded.
func tell(entries []Entry, r Reminder) {
	for i := range r.Certificates {
		if at := find(entries, &r.Certificates[i]); at >= 0 {
			entries[at].Told, entries[at].Later = r.At.Round(0).UTC(), ""
		}
	}
}

// putOff puts off what a key's last reminder was about: its certificates were
// told of at one moment.
func putOff(entries []Entry, key Key, day Day) {
	var last time.Time
	for _, e := range entries {
		if e.Key == key && e.Told.After(last) {
			last = e.Told
		}
	}
	for i := range entries {
		if e := &entries[i]; e.Key == key && !last.IsZero() && e.Told.Equal(last) {
			e.Later = day
		}
	}
}

// lock waits for its turn.
func (l *Ledger) lock(ctx context.Context) (unlock func(), err error) {
	lock := flock.New(filepath.Join(l.dir, lockName), flock.SetPermissions(fileMode))
	if _, err := lock.TryLockContext(ctx, lockRetry); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, &LedgerError{Path: l.dir, Err: err}
	}
	return func() { _ = lock.Unlock() }, nil // the system lets go of it with the file, at the latest
}
