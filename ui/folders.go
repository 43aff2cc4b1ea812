package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// fileUse is what a file is chosen for. Where the last one was, the next one
// often is, too.
type fileUse int

const (
	forScan fileUse = iota
	forSaving
	forLibrary
)

// Folders are where a person looks first for files of a kind; the own folder
// where one is empty or not there.
type Folders struct {
	Scans     string // that a scanner or a phone has left
	Saved     string // what the program writes for the person
	Libraries string // drivers
}

func (f Folders) of(use fileUse) string {
	switch use {
	case forScan:
		return f.Scans
	case forSaving:
		return f.Saved
	default:
		return f.Libraries
	}
}

// lookIn is the folder that is looked into first; empty if none of them is there.
func (w *Window) lookIn(use fileUse) string {
	home, _ := os.UserHomeDir() // empty if there is none
	for _, folder := range []string{w.lastFolder[use], w.opts.Folders.of(use), home} {
		if folder == "" {
			continue
		}
		if about, err := os.Stat(folder); err == nil && about.IsDir() {
			return folder
		}
	}
	return ""
}

// freeName puts a number before the ending of a name that is taken in a folder:
// whoever saves something twice has both.
func freeName(folder, name string) string {
	if folder == "" {
		return name
	}
	ending := filepath.Ext(name)
	free := name
	for n := 2; n < 100; n++ {
		if _, err := os.Lstat(filepath.Join(folder, free)); err != nil {
			return free
		}
		free = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ending), n, ending)
	}
	return name
}
