//go:build cgo

package pkcs11

import (
	"path/filepath"
	"unicode/utf16"

	"golang.org/x/sys/windows"
)

// systemPath is path as the system's loader takes it.
func systemPath(path string) []uint16 { return append(utf16.Encode([]rune(path)), 0) }

// bindingPath is path as the Go binding hands it to the loader, which reads it
// in the ANSI code page and so fails on Chinese folder names. The short (8.3)
// name avoids that. On a volume without short names the bare file name does:
// the library is loaded already, and Windows finds a loaded one by it.
func bindingPath(path string) string {
	if isASCII(path) {
		return path
	}
	long, err := windows.UTF16PtrFromString(path)
	if err == nil {
		short := make([]uint16, windows.MAX_LONG_PATH)
		n, err := windows.GetShortPathName(long, &short[0], uint32(len(short)))
		if err == nil && int(n) < len(short) && isASCII(windows.UTF16ToString(short[:n])) {
			return windows.UTF16ToString(short[:n])
		}
	}
	return filepath.Base(path)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
