// Package instance has each role of the desktop program be played by one
// process per person, and lets the others speak to it: a second window brings
// the first one to the front, the icon in the tray opens the window on a
// screen.
//
// Start with [Group.Become]. A role is claimed with a lock that the system
// gives back when its process ends, however that happens, so that nothing has
// to be cleaned up after a crash. Whoever has the role listens on a socket in
// a folder that is the person's alone, or on Windows on a named pipe with an
// access list of one. A message is one short line of JSON each way, see
// [Request].
package instance

import (
	"context"
	"errors"
	"time"
)

// Role is what a process does for its person. There is one process for each.
type Role string

// The roles.
const (
	Window   Role = "window"   // the one with the screens
	Resident Role = "resident" // the icon in the tray, and reminders
)

var (
	// ErrTaken: another process plays the role.
	ErrTaken = errors.New("role is played by another process")
	// ErrAbsent: no process plays the role, or it does not listen yet.
	ErrAbsent = errors.New("no process plays the role")
	// ErrRefused: the other process did not do as it was asked: it speaks
	// another version, or has failed.
	ErrRefused = errors.New("request refused")
	// ErrEnding is what a process returns to Claim.Serve that is about to end:
	// whoever asks is left without an answer, and waits for its place.
	ErrEnding = errors.New("process is ending")

	// errForeign: the place of a role is another person's process.
	errForeign = errors.New("place is taken by another person's process")
)

// Group is the processes that know of each other: those of one person that
// work with the same settings.
type Group struct {
	// folder is where sockets and locks are; unused on Windows.
	folder string
	// variant tells the groups of one person apart.
	variant string
}

// lookAgain is how long Become waits for a process that is about to listen, or
// to end.
const lookAgain = 50 * time.Millisecond

// Become claims a role or, if that is taken, hands the request to whoever has
// it. The error is then ErrTaken, once the request has been carried out; with
// ErrRefused it was not. It waits for a process that is just starting or
// ending until ctx ends. The caller closes the Claim.
func (g Group) Become(ctx context.Context, role Role, r Request) (*Claim, error) {
	for {
		claim, err := g.claim(role)
		if !errors.Is(err, ErrTaken) {
			return claim, err
		}
		switch err := g.Send(ctx, role, r); {
		case err == nil:
			return nil, ErrTaken
		case !errors.Is(err, ErrAbsent):
			return nil, err
		}
		select {
		case <-time.After(lookAgain):
		case <-ctx.Done():
			return nil, errors.Join(ErrRefused, ctx.Err())
		}
	}
}

// name is that of a role's socket and lock.
func (g Group) name(role Role) string {
	if g.variant == "" {
		return string(role)
	}
	return string(role) + "-" + g.variant
}
