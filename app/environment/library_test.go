package environment

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// elfHeader is the beginning of a library for a machine (System V ABI, ELF
// header).
func elfHeader(class byte, machine uint16) []byte {
	h := make([]byte, 64)
	copy(h, "\x7fELF")
	h[4], h[5], h[6] = class, 1, 1
	binary.LittleEndian.PutUint16(h[16:], 3) // a shared object
	binary.LittleEndian.PutUint16(h[18:], machine)
	binary.LittleEndian.PutUint32(h[20:], 1)
	size := uint16(64)
	at := 52
	if class == 1 {
		size, at = 52, 40
	}
	binary.LittleEndian.PutUint16(h[at:], size)
	return h
}

// peHeader is the same for Windows.
func peHeader(machine uint16) []byte {
	h := make([]byte, 512)
	copy(h, "MZ")
	binary.LittleEndian.PutUint32(h[0x3c:], 0x80)
	copy(h[0x80:], "PE\x00\x00")
	binary.LittleEndian.PutUint16(h[0x84:], machine)
	return h
}

func TestALibraryIsKnownByItsHeader(t *testing.T) {
	dir := t.TempDir()
	for name, test := range map[string]struct {
		data []byte
		want Library
	}{
		"x86.so":   {elfHeader(1, 3), Library{Machine: "386", Bits: 32}},
		"x64.so":   {elfHeader(2, 62), Library{Machine: "amd64", Bits: 64, Package: "vendor-driver"}},
		"arm.so":   {elfHeader(2, 183), Library{Machine: "arm64", Bits: 64}},
		"loong.so": {elfHeader(2, 258), Library{Machine: "loong64", Bits: 64}},
		"x86.dll":  {peHeader(0x14c), Library{Machine: "386", Bits: 32}},
		"x64.dll":  {peHeader(0x8664), Library{Machine: "amd64", Bits: 64}},
		"text.so":  {[]byte("not a library"), Library{}},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, test.data, 0o600); err != nil {
			t.Fatal(err)
		}
		c := world("linux", map[string]string{
			"var/lib/dpkg/info/other.list":               path + ".1\n" + filepath.Join(dir, "x64.so.1") + "\n",
			"var/lib/dpkg/info/vendor-driver:amd64.list": "/opt\n" + filepath.Join(dir, "x64.so") + "\n",
		}, nil)
		if got := c.Library(path); got != test.want {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
	if got := world("linux", nil, nil).Library(filepath.Join(dir, "missing")); got != (Library{}) {
		t.Errorf("missing: %+v", got)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if got := world("linux", nil, nil).Library(self); got.Machine != runtime.GOARCH {
		t.Errorf("this test: %+v", got)
	}
}
