package main

import (
	"os"
	"path/filepath"
	"testing"

	"ukey/app/settings"
)

func TestSetIsKeptAndToldStale(t *testing.T) {
	dir := t.TempDir()
	from := settings.Sources{UserFile: filepath.Join(dir, "config.yaml")}
	s, err := settings.Load(from)
	if err != nil {
		t.Fatal(err)
	}
	for name, forgetful := range map[string]bool{"kept": false, "demonstration": true} {
		k := newKeeper(s, from, nil, nil)
		k.forgetful = forgetful
		if err := k.Set(map[string]any{settings.Look: "dark"}); err != nil || k.Settings().Theme != settings.Dark || k.Stale() {
			t.Errorf("%s: theme %s, stale %v, %v", name, k.Settings().Theme, k.Stale(), err)
		}
		if err := k.Set(map[string]any{settings.Modules: []string{"/own.so"}}); err != nil || !k.Stale() {
			t.Errorf("%s: another driver is not stale: %v", name, err)
		}
		if err := k.Set(map[string]any{settings.Modules: nil}); err != nil || k.Stale() {
			t.Errorf("%s: the drivers of the start are stale: %v", name, err)
		}
		_, err := os.Stat(from.UserFile)
		if wrote := err == nil; wrote == forgetful {
			t.Errorf("%s: the file is written: %v", name, wrote)
		}
		_ = os.Remove(from.UserFile)
	}
}
