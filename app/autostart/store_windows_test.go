package autostart

import (
	"errors"
	"testing"

	"golang.org/x/sys/windows/registry"
)

// free has nothing start at login, before the test and after it.
func free(t *testing.T) {
	t.Helper()
	if err := newStore().disable(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := newStore().disable(); err != nil {
			t.Error(err)
		}
	})
}

func expect(t *testing.T, e *Entry, want bool) {
	t.Helper()
	if on, err := e.Enabled(); err != nil || on != want {
		t.Errorf("%s: enabled is %v, %v", e.program, on, err)
	}
}

func do(t *testing.T, step func() error) {
	t.Helper()
	if err := step(); err != nil {
		t.Fatal(err)
	}
}

// started is the command line that Windows runs at login.
func started(t *testing.T) (string, error) {
	t.Helper()
	key, err := registry.OpenKey(registry.CURRENT_USER, `Software\Microsoft\Windows\CurrentVersion\Run`, registry.QUERY_VALUE)
	if err != nil {
		return "", err
	}
	defer key.Close()
	line, _, err := key.GetStringValue("UKeyManager")
	return line, err
}

func TestTheRunKeyIsWrittenAndCleared(t *testing.T) {
	for program, line := range map[string]string{
		`C:\UKey\ukey.exe`:                       `C:\UKey\ukey.exe --background`,
		`C:\Program Files\UKey 管家 & Co\ukey.exe`: `"C:\Program Files\UKey 管家 & Co\ukey.exe" --background`,
	} {
		free(t)
		e := New(program)
		expect(t, e, false)
		for range 2 { // switching on what is on changes nothing
			do(t, e.Enable)
			expect(t, e, true)
			if got, err := started(t); err != nil || got != line {
				t.Errorf("at login Windows runs %s, %v; want %s", got, err, line)
			}
		}
		expect(t, New(`D:\moved\ukey.exe`), false)
		for range 2 {
			do(t, e.Disable)
			expect(t, e, false)
			if got, err := started(t); !errors.Is(err, registry.ErrNotExist) {
				t.Errorf("left: %q, %v", got, err)
			}
		}
	}
}

// The Task Manager does not touch the Run key: it notes beside it what is not
// to start.
func TestWhatTheTaskManagerSwitchedOffIsOff(t *testing.T) {
	free(t)
	e := New(`C:\UKey\ukey.exe`)
	do(t, e.Enable)
	key, _, err := registry.CreateKey(registry.CURRENT_USER, `Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run`, registry.SET_VALUE)
	if err != nil {
		t.Fatal(err)
	}
	defer key.Close()
	for first, on := range map[byte]bool{2: true, 6: true, 3: false, 7: false} {
		do(t, func() error { return key.SetBinaryValue("UKeyManager", []byte{first, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8}) })
		expect(t, e, on)
	}
	do(t, e.Enable)
	expect(t, e, true)
}
