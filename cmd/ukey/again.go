package main

import (
	"os"
	"os/exec"

	"ukey/app/autostart"
)

// startAgain starts this program as it was started, on no screen in particular,
// after all of its own has been let go of: the new one would hand over to it
// otherwise. Nobody waits for the new one.
func startAgain(f *flags) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	args := f.Args()
	if f.demo {
		args = append(args, "--demo")
	}
	next := exec.Command(program, args...)
	next.Stdout, next.Stderr = os.Stdout, os.Stderr
	if err := next.Start(); err != nil {
		return err
	}
	return next.Process.Release()
}

// login is the program's entry among those that start when the person logs in;
// nil for the demonstration, and where the program does not know its own path.
func (f *flags) login() *autostart.Entry {
	program, err := os.Executable()
	if err != nil || f.demo {
		return nil
	}
	return autostart.New(program)
}
