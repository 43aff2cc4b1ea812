// Package autostart has the resident program start when the person logs in:
// by an XDG autostart file, or by a value of the Run key on Windows. Either
// belongs to the person alone and needs no administrator.
package autostart

import (
	"errors"
	"strings"
)

// Background is the argument that the program is started with.
const Background = "--background"

// ErrProgram: the program's path has characters that no autostart entry can
// hold.
var ErrProgram = errors.New("path of the program cannot be started at login")

// Entry is one program's entry among those that start at login. It holds no
// state of its own: every call looks anew, since a person may change the entry
// in the settings of the desktop as well.
type Entry struct {
	program string
	store   store
}

// store is where the system keeps such entries.
type store interface {
	enabled(program string) (bool, error)
	enable(program string) error
	disable() error
}

// New returns the entry of a program, by its absolute path.
func New(program string) *Entry { return &Entry{program: program, store: newStore()} }

// Enabled tells whether this very program starts at login. An entry that is
// switched off, or starts a program elsewhere, does not count.
func (e *Entry) Enabled() (bool, error) { return e.store.enabled(e.program) }

// Enable has the program start at login from now on. It replaces an entry that
// is there. The error may be ErrProgram.
func (e *Entry) Enable() error {
	if e.program == "" || strings.ContainsAny(e.program, "\r\n\x00") {
		return ErrProgram
	}
	return e.store.enable(e.program)
}

// Disable removes the entry. That there is none is no error.
func (e *Entry) Disable() error { return e.store.disable() }
