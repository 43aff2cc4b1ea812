//go:build cgo && linux

package pkcs11_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// Some libraries take their settings from the environment, or cannot be loaded
// beside another: tests of them run a part of themselves in a child process,
// which is this test binary again.

// childVariable names the part that a child is to run.
const childVariable = "UKEY_TEST_CHILD"

// children are the parts. What they print is their result.
var children = map[string]func(args []string) error{
	"list":          listInChild,
	"second reader": readTwiceInChild,
}

func TestMain(m *testing.M) {
	part := os.Getenv(childVariable)
	if part == "" {
		os.Exit(m.Run())
	}
	if err := children[part](os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// runChild runs a part with additions to the environment and returns what it
// printed.
func runChild(t *testing.T, part string, env []string, args ...string) []byte {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Env = append(append(os.Environ(), childVariable+"="+part), env...)
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil {
		t.Fatalf("child %q: %v\n%s", part, err, complaints.Bytes())
	}
	return out.Bytes()
}
