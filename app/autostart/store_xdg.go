//go:build !windows

package autostart

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/adrg/xdg"
	"github.com/natefinch/atomic"

	"ukey/assets"
)

// file is the store of the XDG Desktop Application Autostart Specification: a
// desktop entry in a folder that the desktop reads at login.
type file struct{ path string }

func newStore() store {
	return file{filepath.Join(xdg.ConfigHome, "autostart", assets.AppID+".desktop")}
}

func (f file) enabled(program string) (bool, error) {
	text, err := os.ReadFile(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("autostart: %w", err)
	}
	return starts(string(text), program), nil
}

func (f file) enable(program string) error {
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return fmt.Errorf("autostart: %w", err)
	}
	if err := atomic.WriteFile(f.path, strings.NewReader(entryText(assets.AppName, assets.AppID, program))); err != nil {
		return fmt.Errorf("autostart: %w", err)
	}
	return nil
}

func (f file) disable() error {
	if err := os.Remove(f.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("autostart: %w", err)
	}
	return nil
}
