package host_test

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"ukey/token"
	"ukey/token/host"
)

// library makes the header of a Windows library: a DOS header that points to
// the signature, and the COFF header with the machine (PE format, 3.1 to 3.3).
func library(machine uint16) []byte {
	const coff = 0x80
	b := make([]byte, coff+24)
	copy(b, "MZ")
	binary.LittleEndian.PutUint32(b[0x3c:], coff)
	copy(b[coff:], "PE\x00\x00")
	binary.LittleEndian.PutUint16(b[coff+4:], machine)
	return b
}

func TestLibrarysHeaderTellsIfItIs32Bit(t *testing.T) {
	for name, c := range map[string]struct {
		content []byte
		want    bool
	}{
		"i386":      {library(0x14c), true},
		"x64":       {library(0x8664), false},
		"ARM64":     {library(0xaa64), false},
		"no header": {[]byte("text"), false},
		"ELF":       {[]byte("\x7fELF\x01\x01\x01"), false},
		"empty":     {nil, false},
	} {
		path := filepath.Join(t.TempDir(), "a.dll")
		if err := os.WriteFile(path, c.content, 0o600); err != nil {
			t.Fatal(err)
		}
		if got := host.Is32Bit(path); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
	if host.Is32Bit(filepath.Join(t.TempDir(), "missing.dll")) {
		t.Error("a missing library has 32 bits")
	}
}

// What the person is told names the file that has to come back.
func TestA32BitLibraryWithoutItsProgram(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "ukey-host32.exe")
	d := host.New(host.Config{Library: `C:\vendor.dll`, Program: program})
	defer d.Close()
	_, err := d.Tokens(t.Context())
	if e, ok := errors.AsType[*token.LibraryError](err); !ok || e.Fault != token.LibraryNoHost || e.Detail != program || e.Path != `C:\vendor.dll` {
		t.Errorf("error is %v", err)
	}
}
