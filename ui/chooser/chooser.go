// Package chooser lets the person choose a file in the window that the desktop
// has for it: the one that they know, with their own folders, drives and
// languages.
//
// [Open] gives the desktop's own: on Unix the file chooser portal, which is
// spoken to by D-Bus (org.freedesktop.portal.FileChooser), on Windows the common
// dialogs of comdlg32.dll. Where there is none, which is known only by asking,
// the error is [ErrNone], and the caller has to ask the person itself.
package chooser

import (
	"context"
	"errors"
)

// ErrNone: the desktop has no file chooser of its own, or none that answers.
var ErrNone = errors.New("the desktop has no file chooser")

// Chooser is what a desktop has for choosing files.
type Chooser interface {
	// Choose asks the person for one file and returns its path, which is empty
	// if they chose none. It calls opened once the chooser is about to be on the
	// screen, and after that it may take hours: the end of ctx takes the chooser
	// away, and its error is returned then. Whether an existing file may be
	// replaced the chooser itself has asked. Safe for concurrent use.
	Choose(ctx context.Context, q Question, opened func()) (path string, err error)
}

// Question is what the person is asked.
type Question struct {
	Title string
	// Parent is the window that asks, as the system knows it: an X11 window or a
	// HWND. Zero if that is not known.
	Parent uintptr
	// Folder is looked into first; empty leaves it to the desktop.
	Folder string
	// Name is what a new file is called unless the person changes it. It makes
	// the question one for a file to be written; without it the file has to be
	// there.
	Name string
	// Patterns are the names of the files that can be chosen, such as "*.png",
	// in lower case; what the person sees may be written otherwise. All files if
	// empty.
	Patterns []string
}
