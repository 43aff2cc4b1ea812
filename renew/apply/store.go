package apply

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"github.com/gofrs/flock"

	"ukey/renew/durable"
)

// Store is the folder of drafts. Its methods may be called from any goroutine
// and by several programs at once: each waits its turn, for which a lock on a
// file in the folder is held, shortly.
type Store struct {
	dir   string
	clock func() time.Time
	// Write replaces a file by way of a temporary one in the same folder, as
	// durable.Replace does. Tests have it fail.
	Write func(path, temporary string, content []byte) error
}

// OpenStore uses dir, which is made with the first draft.
func OpenStore(dir string, clock func() time.Time) *Store {
	return &Store{dir: dir, clock: clock, Write: durable.Replace}
}

// ErrNoDraft: there is none of that ID, or not any more.
var ErrNoDraft = errors.New("no such application on this computer")

// DraftError: a draft cannot be used, or not be written.
type DraftError struct {
	Path string
	// SetAside is where the folder of a damaged draft has been moved, so that
	// it is in nobody's way; empty if it lies where it was.
	SetAside string
	// Newer is set if a newer version of the program has written the draft,
	// which stays as it is.
	Newer bool
	Err   error
}

func (e *DraftError) Error() string { return fmt.Sprintf("application %s: %v", e.Path, e.Err) }

// Unwrap returns the cause.
func (e *DraftError) Unwrap() error { return e.Err }

const (
	lockName   = "lock"
	lockRetry  = 5 * time.Millisecond
	damaged    = ".damaged"
	folderMode = 0o700
	fileMode   = 0o600
)

// The names that this package gives to folders and to the files of scans.
var (
	isID       = regexp.MustCompile(`^[0-9a-f]{16}$`).MatchString
	isScanFile = regexp.MustCompile(`^[a-z-]+-[0-9a-f]{16}\.[a-z]+$`).MatchString
)

// List returns all drafts, the newest first, and an error that joins a
// *DraftError for each that cannot be used. A damaged one is set aside, so
// that it is told of once.
func (s *Store) List(ctx context.Context) ([]*Draft, error) {
	unlock, err := s.lock(ctx)
	if err != nil || unlock == nil {
		return nil, err
	}
	defer unlock()
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return nil, &DraftError{Path: s.dir, Err: err}
	}
	var all []*Draft
	var bad []error
	for _, e := range entries {
		if !e.IsDir() || !isID(e.Name()) {
			continue
		}
		d, err := s.load(e.Name())
		switch {
		case err != nil:
			bad = append(bad, err)
		case d != nil:
			all = append(all, d)
		}
	}
	slices.SortFunc(all, func(a, b *Draft) int { return b.Created.Compare(a.Created) })
	return all, errors.Join(bad...)
}

// Get returns one draft. The error is ErrNoDraft or a *DraftError.
func (s *Store) Get(ctx context.Context, id string) (*Draft, error) {
	d, unlock, err := s.hold(ctx, id)
	if err != nil {
		return nil, err
	}
	unlock()
	return d, nil
}

// hold reads a draft, which nobody else changes before unlock is called. The
// error is ErrNoDraft or a *DraftError; there is nothing to unlock then.
func (s *Store) hold(ctx context.Context, id string) (d *Draft, unlock func(), err error) {
	if !isID(id) {
		return nil, nil, ErrNoDraft
	}
	unlock, err = s.lock(ctx)
	if err != nil {
		return nil, nil, err
	}
	if unlock == nil {
		return nil, nil, ErrNoDraft
	}
	d, err = s.load(id)
	if err == nil && d == nil {
		err = ErrNoDraft
	}
	if err != nil {
		unlock()
		return nil, nil, err
	}
	return d, unlock, nil
}

// Begin gives a new draft its identity and keeps it.
func (s *Store) Begin(ctx context.Context, d *Draft) error {
	if err := os.MkdirAll(s.dir, folderMode); err != nil {
		return &DraftError{Path: s.dir, Err: err}
	}
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	id := make([]byte, 8)
	_, _ = rand.Read(id) // never fails (crypto/rand)
	d.Version, d.ID, d.Created = draftVersion, hex.EncodeToString(id), s.clock().UTC()
	if err := os.Mkdir(s.folder(d.ID), folderMode); err != nil {
		return &DraftError{Path: s.folder(d.ID), Err: err}
	}
	return s.save(d)
}

// Update changes a draft: what change makes of the draft, as it is on disk
// now, is kept, unless change fails. It returns the new draft.
func (s *Store) Update(ctx context.Context, id string, change func(*Draft) error) (*Draft, error) {
	d, unlock, err := s.hold(ctx, id)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if err := change(d); err != nil {
		return nil, err
	}
	if err := s.save(d); err != nil {
		return nil, err
	}
	return d, nil
}

// Remove deletes a draft with all its files. One that is not there is no
// error.
func (s *Store) Remove(ctx context.Context, id string) error {
	if !isID(id) {
		return nil
	}
	unlock, err := s.lock(ctx)
	if err != nil || unlock == nil {
		return err
	}
	defer unlock()
	// Without its main file the folder is no draft any more, whatever comes.
	for _, doomed := range []string{filepath.Join(s.folder(id), mainFile), s.folder(id)} {
		if err := os.RemoveAll(doomed); err != nil {
			return &DraftError{Path: doomed, Err: err}
		}
	}
	return nil
}

func (s *Store) folder(id string) string { return filepath.Join(s.dir, id) }

// lock waits for its turn. Without a folder there is nothing to lock, and
// unlock is nil.
func (s *Store) lock(ctx context.Context) (unlock func(), err error) {
	if _, err := os.Stat(s.dir); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	lock := flock.New(filepath.Join(s.dir, lockName), flock.SetPermissions(fileMode))
	if _, err := lock.TryLockContext(ctx, lockRetry); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, &DraftError{Path: s.dir, Err: err}
	}
	return func() { _ = lock.Unlock() }, nil // the system lets go of it with the file, at the latest
}

// setAside moves a damaged draft out of the way.
func (s *Store) setAside(id string, cause error) error {
	e := &DraftError{Path: s.folder(id), Err: cause}
	if aside := e.Path + damaged; os.Rename(e.Path, aside) == nil {
		e.SetAside = aside
	}
	return e
}
