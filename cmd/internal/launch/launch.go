// Package launch starts the desktop's other programs, which lie beside this
// one.
package launch

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"ukey/app"
)

// The programs.
const (
	Window   = "ukey"
	Resident = "ukeytray"
)

// Path is where the program of that name lies. The error is an *app.ProgramError
// if it is not there.
func Path(name string) (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("find this program: %w", err)
	}
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	path := filepath.Join(filepath.Dir(self), name)
	if _, err := os.Stat(path); err != nil {
		return "", &app.ProgramError{Program: name, Err: err}
	}
	return path, nil
}

// Detached starts a program that goes on when this one ends, and that no
// terminal's Ctrl-C reaches.
func Detached(name string, args ...string) error {
	path, err := Path(name)
	if err != nil {
		return err
	}
	cmd := exec.Command(path, args...)
	detach(cmd)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start %s: %w", name, err)
	}
	// Nobody needs to know how it ends. It is waited for so that the system
	// forgets it then, should this program still be there.
	go func() { _ = cmd.Wait() }()
	return nil
}
