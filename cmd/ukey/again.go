package main

import (
	"os"
	"os/exec"

	"ukey/app/autostart"
)

// startAgain starts this program with the same arguments, after all of its own
// has been let go of. Nobody waits for the new one.
func startAgain() error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	next := exec.Command(program, os.Args[1:]...)
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
