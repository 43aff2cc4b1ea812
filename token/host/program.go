package host

import (
	"debug/pe"
	"path/filepath"
	"runtime"
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
