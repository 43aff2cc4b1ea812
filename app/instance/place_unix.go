//go:build !windows

package instance

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"

	"github.com/adrg/xdg"
	"github.com/gofrs/flock"
)

// folderName is that of the folder within the person's own.
const folderName = "ukey"

// Of returns the person's group. A program that works with other settings than
// the person's usual ones belongs to another group, which variant names in
// letters and digits.
//
// Its folder is in XDG_RUNTIME_DIR, which is on no disk and the person's alone
// (XDG Base Directory Specification), or else among the person's state.
func Of(variant string) Group {
	if dir := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(dir) && private(dir) == nil {
		return Group{folder: filepath.Join(dir, folderName), variant: variant}
	}
	return Group{folder: filepath.Join(xdg.StateHome, folderName, "run"), variant: variant}
}

// private tells what is wrong with a folder that is to be this person's alone.
func private(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !info.IsDir() || !ok || int(owner.Uid) != os.Getuid() || info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%s: not a folder that is this person's alone", dir)
	}
	return nil
}

// claim takes the lock. Whoever holds it may remove the socket of a process
// that was killed.
func (g Group) claim(role Role) (_ *Claim, err error) {
	if err := os.MkdirAll(g.folder, 0o700); err != nil {
		return nil, fmt.Errorf("instance: %w", err)
	}
	if err := private(g.folder); err != nil {
		return nil, fmt.Errorf("instance: %w", err)
	}
	lock := flock.New(filepath.Join(g.folder, g.name(role)+".lock"), flock.SetPermissions(0o600))
	locked, err := lock.TryLock()
	switch {
	case err != nil:
		return nil, fmt.Errorf("instance: %w", err)
	case !locked:
		return nil, ErrTaken
	}
	listener, err := listen(g.socket(role))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("instance: %w", err), lock.Close())
	}
	return &Claim{listener: listener, release: lock.Close}, nil
}

func listen(path string) (net.Listener, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return net.Listen("unix", path)
}

func (g Group) dial(ctx context.Context, role Role) (net.Conn, error) {
	var dialer net.Dialer
	return dialer.DialContext(ctx, "unix", g.socket(role))
}

func (g Group) socket(role Role) string { return filepath.Join(g.folder, g.name(role)+".socket") }

// hungUp tells whether a connection failed because the other side has closed it.
func hungUp(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// allowFront: no desktop here asks the one who was clicked for leave.
func allowFront() {}
