package environment

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// access tries it: only the system knows what its access lists come to.
func access(path string) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return tryWriting(path)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return f.Close()
}

func free(folder string) (uint64, error) {
	name, err := windows.UTF16PtrFromString(folder)
	if err != nil {
		return 0, err
	}
	var bytes uint64
	if err := windows.GetDiskFreeSpaceEx(name, &bytes, nil, nil); err != nil {
		return 0, errors.Join(&fs.PathError{Op: "free", Path: folder, Err: err})
	}
	return bytes, nil
}

// owned is not told: modes say little on Windows.
func owned(fs.FileInfo) bool { return false }
