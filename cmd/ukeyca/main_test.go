package main

import (
	"errors"
	"os/exec"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes the test binary stand in for the program, so that scripts and
// tests can run ukeyca as other people do.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"ukeyca": main})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"wrong":   exits(exitUsage),
			"failing": exits(exitFailed),
		},
	})
}

// exits is a script command: ukeyca with arguments ends with that code.
func exits(want int) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, _ bool, args []string) {
		err := ts.Exec("ukeyca", args...)
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != want {
			ts.Fatalf("ukeyca %v: %v, want exit code %d", args, err, want)
		}
	}
}
