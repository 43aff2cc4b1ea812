package host

import (
	"debug/pe"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"ukey/token"
)

// program32 is the host for 32-bit libraries, which lies beside the programs
// on Windows. Many vendors have no others.
const program32 = "ukey-host32.exe"

// hostFor returns the program that can load a library: self, or the one beside
// it for 32-bit libraries where self is a 64-bit program.
func hostFor(library, self string) string {
	if runtime.GOOS == "windows" && runtime.GOARCH != "386" && is32Bit(library) {
		return filepath.Join(filepath.Dir(self), program32)
	}
	return self
}

// missingHost tells of a 32-bit library whose program is not where it was
// installed, as when a virus scanner has taken it away.
func missingHost(library, program string) error {
	if filepath.Base(program) != program32 {
		return nil
	}
	if _, err := os.Stat(program); !errors.Is(err, fs.ErrNotExist) {
		return nil // what else is wrong, starting it tells
	}
	return &token.LibraryError{Path: library, Fault: token.LibraryNoHost, Detail: program}
}

// is32Bit reads the header of a Windows library (PE format, 3.3.1). What
// cannot be read is left to the host to complain about.
func is32Bit(library string) bool {
	f, err := pe.Open(library)
	if err != nil {
		return false
	}
	defer f.Close()
	return f.Machine == pe.IMAGE_FILE_MACHINE_I386
}
