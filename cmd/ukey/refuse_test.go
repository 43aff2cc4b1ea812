//go:build window

package main_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"ukey/cmd/internal/desktop"
	"ukey/cmd/internal/rig"
)

// TestBrokenSettingsAreSaidOnTheScreen: who clicks the icon sees which file it
// is, and closes what says so with a key.
func TestBrokenSettingsAreSaidOnTheScreen(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	bin := filepath.Join(dir, "bin")
	must(rig.Build(ctx, bin, "ukey/cmd/ukey"))
	settings := filepath.Join(dir, "ukey")
	must(os.MkdirAll(settings, 0o700))
	must(os.WriteFile(filepath.Join(settings, "config.yaml"), []byte("scale: [150\n"), 0o600))

	ukey := exec.CommandContext(ctx, filepath.Join(bin, "ukey"))
	ukey.Env = append(os.Environ(), "XDG_CONFIG_HOME="+dir, "XDG_STATE_HOME="+dir, "LC_ALL=zh_CN.UTF-8")
	must(ukey.Start())
	ended := make(chan error, 1)
	go func() { ended <- ukey.Wait() }()
	w, err := desktop.Find(ctx, "UKey")
	must(err)
	must(w.Focus(ctx))
	must(w.Says(ctx, "无法打开", "config.yaml"))
	must(w.Press(ctx, "Escape"))
	exit, ok := errors.AsType[*exec.ExitError](<-ended)
	if !ok || exit.ExitCode() != 1 {
		t.Errorf("the program ended with %v", exit)
	}
}
