package environment

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Kept is a folder that the programs write to.
type Kept struct {
	Use  FolderUse
	Path string
}

// FolderUse is what a folder is for.
type FolderUse string

// The uses.
const (
	SettingsFolder FolderUse = "settings"
	StateFolder    FolderUse = "state" // renewals and applications under way
)

// Folder is how a folder fares.
type Folder struct {
	Kept
	State FolderState
	// Err says why, for FolderBlocked and FolderUnwritable.
	Err error
	// Free is how many bytes can still be written there; meaningless where
	// FreeKnown is not set.
	Free      uint64
	FreeKnown bool
	// Ours is set when the folder belongs to the user, who can then change
	// its mode.
	Ours bool
}

// FolderState is how a folder fares.
type FolderState string

// The states.
const (
	FolderFine       FolderState = "fine"
	FolderToCome     FolderState = "to-come"     // not there, and made when it is needed
	FolderUnwritable FolderState = "unwritable"  // cannot be written to, or be made
	FolderBlocked    FolderState = "blocked"     // something else has its name
	FolderOpen       FolderState = "open-to-all" // others of this computer can look into it
)

// Folders looks at the folders of the programs, and writes a file into each
// that there is.
func (c *Computer) Folders(ctx context.Context) []Folder {
	var all []Folder
	for _, k := range c.Kept {
		if ctx.Err() != nil {
			return all
		}
		f := Folder{Kept: k}
		f.State, f.Err = c.folder(k.Path)
		if info, err := os.Stat(k.Path); err == nil {
			f.Ours = owned(info)
		}
		if there, err := nearest(k.Path); err == nil {
			free, err := c.Free(there)
			f.Free, f.FreeKnown = free, err == nil
		}
		all = append(all, f)
	}
	return all
}

func (c *Computer) folder(path string) (FolderState, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		there, err := nearest(path)
		if err != nil {
			return FolderBlocked, err
		}
		if err := c.Access(there); err != nil {
			return FolderUnwritable, err
		}
		return FolderToCome, nil
	case err != nil:
		return FolderUnwritable, err
	case !info.IsDir():
		return FolderBlocked, &fs.PathError{Op: "open", Path: path, Err: errNoFolder}
	}
	if err := tryWriting(path); err != nil {
		return FolderUnwritable, err
	}
	// On Windows a mode says nothing of who may read.
	if c.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return FolderOpen, nil
	}
	return FolderFine, nil
}

var errNoFolder = errors.New("not a folder")

// nearest is the folder itself or the first one above it that there is.
func nearest(path string) (string, error) {
	for {
		info, err := os.Stat(path)
		switch {
		case err == nil && !info.IsDir():
			return "", &fs.PathError{Op: "open", Path: path, Err: errNoFolder}
		case err == nil:
			return path, nil
		case !errors.Is(err, fs.ErrNotExist):
			return "", err
		}
		above := filepath.Dir(path)
		if above == path {
			return "", err
		}
		path = above
	}
}

// tryWriting writes a file and deletes it. To ask for the rights alone would
// not tell of a disk that is full, or mounted read-only.
func tryWriting(folder string) error {
	f, err := os.CreateTemp(folder, ".try-*")
	if err != nil {
		return err
	}
	_, err = f.WriteString("Written to see whether this folder can be written to.\n")
	return errors.Join(err, f.Close(), os.Remove(f.Name()))
}

// private is the mode of a folder that only the user may look into.
const private fs.FileMode = 0o700

// MendFolder makes a folder, or gives it the mode that it should have.
func (c *Computer) MendFolder(path string) error {
	if err := os.MkdirAll(path, private); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	if err := os.Chmod(path, private); err != nil {
		return fmt.Errorf("repair folder: %w", err)
	}
	return tryWriting(path)
}
