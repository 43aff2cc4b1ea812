package main

import (
	"context"
	"errors"
	"log"
	"os/exec"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"ukey/renew/ca/pgtest"
)

// TestMain makes the test binary stand in for the program, so that scripts and
// tests can run ukeyca as other people do.
func TestMain(m *testing.M) {
	testscript.Main(thenStop{m}, map[string]func(){"ukeyca": main})
}

// postgres is the PostgreSQL server of all tests.
var postgres pgtest.Server

// thenStop runs the tests and stops the server.
type thenStop struct{ tests *testing.M }

func (s thenStop) Run() int {
	code := s.tests.Run()
	if err := postgres.Stop(); err != nil {
		log.Print(err)
		return 1
	}
	return code
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"wrong":    exits(exitUsage),
			"failing":  exits(exitFailed),
			"postgres": setDatabase,
		},
	})
}

// setDatabase is a script command: it makes a database and puts its URL into
// the variable POSTGRES.
func setDatabase(ts *testscript.TestScript, _ bool, _ []string) {
	url, err := postgres.Database(context.Background())
	ts.Check(err)
	ts.Setenv("POSTGRES", url)
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
