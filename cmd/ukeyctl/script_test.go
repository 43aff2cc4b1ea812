//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestScripts runs the built programs as people and scripts do: a key (package
// softkey, on SoftHSM) in a slot, the CA served on a port of its own. The
// commands beside testscript's own are in script_commands_test.go.
func TestScripts(t *testing.T) {
	bin := t.TempDir()
	build(t, bin, "ukey/cmd/ukeyctl", "ukey/cmd/ukeyca")
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Setup:               func(env *testscript.Env) error { return setUp(env, bin) },
		Cmds:                commands(),
	})
}

// build builds the programs without the race detector, under which they would
// be others than those that people get.
func build(t *testing.T, dir string, programs ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	args := append([]string{"build", "-o", dir + string(filepath.Separator)}, programs...)
	if out, err := exec.CommandContext(ctx, "go", args...).CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
}

// setUp gives a script its own settings, state and store.
func setUp(env *testscript.Env, bin string) error {
	env.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, "config"))
	env.Setenv("XDG_STATE_HOME", filepath.Join(env.WorkDir, "state"))
	env.Setenv("TZ", "Asia/Shanghai")
	r := &rig{dir: env.WorkDir, bin: bin, setenv: env.Setenv}
	env.Values[rigKey{}] = r
	env.Defer(func() {
		for _, closer := range r.closers {
			closer()
		}
		if err := r.stopCA(); err != nil {
			env.T().Log(fmt.Sprintf("stop the CA: %v", err))
		}
	})
	return nil
}
