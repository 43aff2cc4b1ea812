package autostart

import (
	"errors"
	"fmt"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// The keys of HKEY_CURRENT_USER. Run starts programs at login; StartupApproved
// is where the Task Manager notes which of them a person has switched off.
const (
	runKey      = `Software\Microsoft\Windows\CurrentVersion\Run`
	approvedKey = `Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run`
	valueName   = "UKeyManager"
)

type runValue struct{}

func newStore() store { return runValue{} }

// commandLine quotes the path as CommandLineToArgvW reads it.
func commandLine(program string) string {
	return windows.ComposeCommandLine([]string{program, Background})
}

func (runValue) enabled(program string) (bool, error) {
	line, err := read(runKey, func(k registry.Key) (string, error) {
		s, _, err := k.GetStringValue(valueName)
		return s, err
	})
	if err != nil || line != commandLine(program) {
		return false, err
	}
	approval, err := read(approvedKey, func(k registry.Key) ([]byte, error) {
		b, _, err := k.GetBinaryValue(valueName)
		return b, err
	})
	return !switchedOff(approval), err
}

// switchedOff reads a value of StartupApproved, whose first byte is odd for a
// program that is not to start.
func switchedOff(approval []byte) bool { return len(approval) > 0 && approval[0]&1 != 0 }

func (runValue) enable(program string) error {
	key, _, err := registry.CreateKey(registry.CURRENT_USER, runKey, registry.SET_VALUE)
	if err != nil {
		return fmt.Errorf("autostart: %w", err)
	}
	defer key.Close()
	if err := key.SetStringValue(valueName, commandLine(program)); err != nil {
		return fmt.Errorf("autostart: %w", err)
	}
	return remove(approvedKey)
}

func (runValue) disable() error { return errors.Join(remove(runKey), remove(approvedKey)) }

// read returns a value, or the zero one if it does not exist.
func read[T any](path string, get func(registry.Key) (T, error)) (value T, err error) {
	key, err := registry.OpenKey(registry.CURRENT_USER, path, registry.QUERY_VALUE)
	if err == nil {
		defer key.Close()
		value, err = get(key)
	}
	if err != nil && !errors.Is(err, registry.ErrNotExist) {
		return value, fmt.Errorf("autostart: %w", err)
	}
	return value, nil
}

func remove(path string) error {
	key, err := registry.OpenKey(registry.CURRENT_USER, path, registry.SET_VALUE)
	if err == nil {
		defer key.Close()
		err = key.DeleteValue(valueName)
	}
	if err != nil && !errors.Is(err, registry.ErrNotExist) {
		return fmt.Errorf("autostart: %w", err)
	}
	return nil
}
