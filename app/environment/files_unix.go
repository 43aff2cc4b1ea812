//go:build unix

package environment

import (
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// access asks the kernel, which knows of access lists as well.
func access(path string) error {
	if err := unix.Access(path, unix.R_OK|unix.W_OK); err != nil {
		return &fs.PathError{Op: "access", Path: path, Err: err}
	}
	return nil
}

func free(folder string) (uint64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil {
		return 0, &fs.PathError{Op: "statfs", Path: folder, Err: err}
	}
	return uint64(s.Bavail) * uint64(s.Bsize), nil //nolint:gosec,unconvert,nolintlint // the fields differ by system
}

// owned tells whether a file belongs to the user.
func owned(info fs.FileInfo) bool {
	s, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(s.Uid) == os.Geteuid()
}
