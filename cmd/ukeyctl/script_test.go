//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"ukey/cmd/internal/rig"
)

// TestScripts runs the built programs as people and scripts do: a key (package
// softkey, on SoftHSM) in a slot, the CA served on a port of its own. The
// commands beside testscript's own are in script_commands_test.go.
//
// The programs are built without the race detector, under which they would be
// others than those that people get.
func TestScripts(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	bin := t.TempDir()
	if err := rig.Build(ctx, bin, "ukey/cmd/ukeyctl", "ukey/cmd/ukeyca"); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Setup:               func(env *testscript.Env) error { return setUp(env, bin) },
		Cmds:                commands(),
	})
}

// setting is what one script has besides its files.
type setting struct {
	*rig.Rig
	dir     string
	closers []func() error
}

// settingKey finds a script's setting.
type settingKey struct{}

// setUp gives a script its own settings, state and keys.
func setUp(env *testscript.Env, bin string) error {
	env.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, "config"))
	env.Setenv("XDG_STATE_HOME", filepath.Join(env.WorkDir, "state"))
	env.Setenv("TZ", "Asia/Shanghai")
	s := &setting{Rig: rig.New(env.WorkDir, bin), dir: env.WorkDir}
	env.Values[settingKey{}] = s
	env.Defer(func() {
		err := s.Close()
		for _, closer := range s.closers {
			err = errors.Join(err, closer())
		}
		if err != nil {
			env.T().Log(fmt.Sprintf("clean up: %v", err))
		}
	})
	return nil
}

// export tells the script what it has: $SERIAL is that of the last key made,
// $SERIAL1 of the first.
func (s *setting) export(setenv func(name, value string)) {
	for name, value := range map[string]string{"MODULE": s.Module, "UKEY_MODULES": s.Module, "CA": s.URL, "ROOT": s.Root} {
		if value != "" {
			setenv(name, value)
		}
	}
	for i, k := range s.Keys {
		setenv("SERIAL", k.Serial)
		setenv(fmt.Sprintf("SERIAL%d", i+1), k.Serial)
	}
}
