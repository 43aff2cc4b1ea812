package renew

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"ukey/token"
)

// Files beside the journals, one of each kind for a key.
const (
	locked    = ".lock"
	holder    = ".holder" // who holds the lock; apart from it, since Windows lets nobody read what is locked
	temporary = ".new"    // a journal that is being written
)

// Lock is the right of one program to renew a key. The system takes it back
// when the program ends, in whatever way.
type Lock struct {
	file   *flock.Flock
	holder string
}

// Holder is a program that renews a key. It is the zero value where that
// cannot be told.
type Holder struct {
	PID     int       `json:"pid"`
	Program string    `json:"program"` // file name, without a folder
	Since   time.Time `json:"since"`
}

// BusyError: another program renews this key now.
type BusyError struct{ Holder Holder }

func (e *BusyError) Error() string {
	if e.Holder.PID == 0 {
		return "another program renews this token"
	}
	return fmt.Sprintf("%s (process %d) renews this token since %s",
		e.Holder.Program, e.Holder.PID, e.Holder.Since.Format(time.RFC3339))
}

// Lock keeps other programs, and other callers in this one, from renewing the
// key until Unlock. It does not wait: the error is a *BusyError if somebody
// else holds the lock, else a *JournalError.
func (s *Journals) Lock(id token.ID) (*Lock, error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return nil, &JournalError{Path: s.dir, Err: err}
	}
	l := &Lock{file: flock.New(s.fileOf(id, locked), flock.SetPermissions(0o600)), holder: s.fileOf(id, holder)}
	ok, err := l.file.TryLock()
	if err != nil {
		return nil, &JournalError{Path: l.file.Path(), Err: err}
	}
	if !ok {
		return nil, &BusyError{Holder: readHolder(l.holder)}
	}
	// A program that died while it wrote has left a file that nobody will
	// finish.
	if err := removeIfThere(s.fileOf(id, temporary)); err != nil {
		return nil, errors.Join(&JournalError{Path: s.dir, Err: err}, l.Unlock())
	}
	l.introduce(s.clock())
	return l, nil
}

// introduce says who holds the lock. It is a courtesy to others: a full disk
// must not be the reason why nothing can be continued.
func (l *Lock) introduce(now time.Time) {
	me := Holder{PID: os.Getpid(), Since: now.UTC().Truncate(time.Second)}
	if program, err := os.Executable(); err == nil {
		me.Program = filepath.Base(program)
	}
	b, err := json.Marshal(me)
	if err == nil {
		err = os.WriteFile(l.holder, b, 0o600)
	}
	if err != nil {
		_ = os.Remove(l.holder) // better nobody's name than a wrong one
	}
}

func readHolder(path string) Holder {
	var h Holder
	b, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(b, &h) != nil {
		return Holder{}
	}
	return h
}

// Unlock lets others renew the key. The lock file stays: another program may
// have it open already.
func (l *Lock) Unlock() error {
	return errors.Join(removeIfThere(l.holder), l.file.Unlock())
}

// fileOf names a key's file of some kind. What a key says of itself may hold
// characters that no file name can.
func (s *Journals) fileOf(id token.ID, kind string) string {
	sum := sha256.Sum256([]byte(id.Serial + "\x00" + id.Label))
	return filepath.Join(s.dir, "key-"+hex.EncodeToString(sum[:8])+kind)
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
