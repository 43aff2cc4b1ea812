package main

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// contents are the names in a folder, so that what is left behind is seen.
func contents(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestSavedFileTakesThePlaceOfTheOldOne(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "cert.pem")
	for _, text := range []string{"a long first text", "second"} {
		if err := saveFile(path, []byte(text), forAll); err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(path); err != nil || string(b) != text {
			t.Errorf("%q, %v; want %q", b, err, text)
		}
	}
	if names := contents(t, folder); len(names) != 1 {
		t.Errorf("left behind: %v", names)
	}
}

func TestFileThatCannotBeSavedIsNamedAndLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "sub")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, filepath.Join(folder, "missing", "cert.pem")} {
		err := saveFile(name, []byte("x"), forAll)
		if e, ok := errors.AsType[*saveError](err); !ok || e.path != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	if names := contents(t, folder); len(names) != 1 {
		t.Errorf("left behind: %v", names)
	}
}
