//go:build !windows

package autostart

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// awkward is a path with everything that one of the two layers of quoting
// treats in a way of its own.
const awkward = "/opt/UKey 管家/100%/a\\b \"c\" $HOME `id`/ukey"

func newEntry(t *testing.T, program string) (*Entry, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "autostart", "entry.desktop")
	return &Entry{program: program, store: file{path}}, path
}

func TestAnEntryIsSwitchedOnAndOff(t *testing.T) {
	for _, program := range []string{"/usr/bin/ukey", awkward} {
		e, path := newEntry(t, program)
		check := func(want bool) {
			t.Helper()
			if on, err := e.Enabled(); err != nil || on != want {
				t.Errorf("%s: enabled is %v, %v", program, on, err)
			}
		}
		check(false)
		for range 2 { // switching on what is on changes nothing
			if err := e.Enable(); err != nil {
				t.Fatal(err)
			}
			check(true)
		}
		for range 2 {
			if err := e.Disable(); err != nil {
				t.Fatal(err)
			}
			check(false)
		}
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("what is left of the entry: %v", err)
		}
	}
}

func TestWhatTheDesktopSwitchedOffIsOff(t *testing.T) {
	for _, change := range [][2]string{
		{"X-GNOME-Autostart-enabled=true", "X-GNOME-Autostart-enabled=false"},
		{"Terminal=false", "Hidden=true"},
	} {
		e, path := newEntry(t, "/usr/bin/ukey")
		if err := e.Enable(); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		changed := strings.Replace(string(text), change[0], change[1], 1)
		if changed == string(text) {
			t.Fatalf("no %s in the entry", change[0])
		}
		if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
			t.Fatal(err)
		}
		if on, err := e.Enabled(); err != nil || on {
			t.Errorf("with %s: enabled is %v, %v", change[1], on, err)
		}
	}
}

func TestAnEntryOfAnotherProgramDoesNotCount(t *testing.T) {
	e, path := newEntry(t, "/usr/bin/ukey")
	if err := e.Enable(); err != nil {
		t.Fatal(err)
	}
	moved := &Entry{program: "/opt/ukey/ukey", store: file{path}}
	if on, err := moved.Enabled(); err != nil || on {
		t.Errorf("enabled is %v, %v", on, err)
	}
	if err := moved.Enable(); err != nil {
		t.Fatal(err)
	}
	if on, err := moved.Enabled(); err != nil || !on {
		t.Errorf("once switched on: %v, %v", on, err)
	}
}

func TestAPathThatFitsNoEntryIsRefused(t *testing.T) {
	for _, program := range []string{"", "/opt/a\nExec=rm", "/opt/a\x00b"} {
		e, path := newEntry(t, program)
		if err := e.Enable(); !errors.Is(err, ErrProgram) {
			t.Errorf("%q: %v", program, err)
		}
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%q: an entry was written", program)
		}
	}
}

func TestTheExecLineIsQuotedTwice(t *testing.T) {
	for program, want := range map[string]string{
		"/usr/bin/ukey":     `"/usr/bin/ukey" --background`,
		"/opt/UKey 管家/ukey": `"/opt/UKey 管家/ukey" --background`,
		`/a$b`:              `"/a\\$b" --background`,
		`/a"b`:              `"/a\\"b" --background`,
		`/a\b`:              `"/a\\\\b" --background`,
		"/a%f":              `"/a%%f" --background`,
	} {
		if got := execLine(program); got != want {
			t.Errorf("%s: %s, want %s", program, got, want)
		}
	}
}
