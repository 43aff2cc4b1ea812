package ui

import (
	"os"
	"path/filepath"
	"testing"
)

func TestFilesAreLookedForWhereTheLastOneWas(t *testing.T) {
	home, downloads, last := t.TempDir(), t.TempDir(), t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	opts := chinese()
	opts.Folders = Folders{Scans: downloads, Saved: filepath.Join(home, "not there")}
	h := open(t, opts)
	expect := func(use fileUse, want string) {
		t.Helper()
		if got := h.lookIn(use); got != want {
			t.Errorf("%s is looked into, not %s", got, want)
		}
	}
	expect(forScan, downloads)
	expect(forSaving, home)
	expect(forLibrary, home)
	h.chosen(fileQuestion{use: forScan, took: func(string) {}}, filepath.Join(last, "scan.jpg"))
	expect(forScan, last)
	expect(forSaving, home)
	if err := os.Remove(last); err != nil {
		t.Fatal(err)
	}
	expect(forScan, downloads)
}

func TestANewFileGetsANameThatIsFree(t *testing.T) {
	folder := t.TempDir()
	for _, want := range []string{"甲公司-2026.pem", "甲公司-2026-2.pem", "甲公司-2026-3.pem"} {
		got := freeName(folder, "甲公司-2026.pem")
		if got != want {
			t.Errorf("proposed %q, not %q", got, want)
		}
		if err := os.WriteFile(filepath.Join(folder, got), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
