package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestSavedFileKeepsItsRightsAndItsLink(t *testing.T) {
	folder := t.TempDir()
	path, link := filepath.Join(folder, "cert.pem"), filepath.Join(folder, "link.pem")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("cert.pem", link); err != nil {
		t.Fatal(err)
	}
	if err := saveFile(link, []byte("new"), forAll); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(path)
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode().Type() != fs.ModeSymlink {
		t.Errorf("the link is now %v, %v", info.Mode(), err)
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "new" {
		t.Errorf("%q, %v", b, err)
	}
}

// Another name of the old file still shows the old contents: a reader never
// sees half of the new ones.
func TestSavedFileIsNotWrittenOverTheOldOne(t *testing.T) {
	folder := t.TempDir()
	path, other := filepath.Join(folder, "cert.pem"), filepath.Join(folder, "old.pem")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(path, other); err != nil {
		t.Fatal(err)
	}
	if err := saveFile(path, []byte("new"), forAll); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(other); err != nil || string(b) != "old" {
		t.Errorf("%q, %v", b, err)
	}
}
