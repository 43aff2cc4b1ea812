//go:build unix

package main

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"ukey/app/settings"
)

// What is set can be asked while a choice is on its way to a disk that does not
// answer: a pipe that nobody has written to.
func TestNobodyWaitsForASave(t *testing.T) {
	from := settings.Sources{UserFile: filepath.Join(t.TempDir(), "config.yaml")}
	s, err := settings.Load(from)
	if err != nil {
		t.Fatal(err)
	}
	k := newKeeper(s, from, nil, nil)
	if err := syscall.Mkfifo(from.UserFile, 0o600); err != nil {
		t.Fatal(err)
	}
	saved := make(chan error, 1)
	go func() { saved <- k.Set(map[string]any{settings.Look: "dark"}) }()
	var pipe *os.File
	for pipe == nil { // until somebody reads
		pipe, err = os.OpenFile(from.UserFile, os.O_WRONLY|syscall.O_NONBLOCK, 0)
		if err != nil && !errors.Is(err, syscall.ENXIO) {
			t.Fatal(err)
		}
	}

	answered := make(chan settings.Theme, 1)
	go func() { _ = k.Stale(); answered <- k.Settings().Theme }()
	select {
	case theme := <-answered:
		if theme == settings.Dark {
			t.Error("it is in force before it is kept")
		}
	case <-time.After(time.Minute):
		t.Error("who asks waits for the disk")
	}
	if err := errors.Join(pipe.Close(), <-saved); err != nil || k.Settings().Theme != settings.Dark {
		t.Errorf("theme %s, %v", k.Settings().Theme, err)
	}
}
