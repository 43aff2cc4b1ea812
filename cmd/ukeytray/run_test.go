//go:build unix

package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/adrg/xdg"

	"ukey/app/settings"
	"ukey/cmd/internal/setup"
)

// What starts at login is seen by nobody: why there are no reminders stands in
// the log.
func TestBrokenSettingsAreInTheLog(t *testing.T) {
	dir, err := os.MkdirTemp("", "ukey-tray-") // short: a socket's path has 107 bytes at most
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	t.Setenv("XDG_RUNTIME_DIR", dir)
	t.Setenv("XDG_STATE_HOME", dir)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(dir, "none"))
	xdg.Reload()
	t.Cleanup(xdg.Reload)
	config := filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(config, []byte("scale: [150\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	err = run(t.Context(), setup.Flags{Config: config})
	if _, ok := errors.AsType[*settings.Error](err); !ok {
		t.Errorf("it ends with %v", err)
	}
	log, err := os.ReadFile(filepath.Join(setup.LogDir(), "resident.log"))
	if err != nil || !strings.Contains(string(log), "config.yaml: yaml: line 1") {
		t.Errorf("%v\n%s", err, log)
	}
}
