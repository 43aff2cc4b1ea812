//go:build unix

package settings_test

import (
	"os"
	"path/filepath"
	"testing"

	"ukey/app/settings"
)

// People keep such files elsewhere, and link to them from where they belong.
func TestSaveWritesWhereALinkLeads(t *testing.T) {
	dir := t.TempDir()
	kept, link := filepath.Join(dir, "kept.yaml"), filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(kept, []byte("theme: dark\n"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("kept.yaml", link); err != nil {
		t.Fatal(err)
	}
	if err := settings.Save(link, map[string]any{settings.Lang: "en"}); err != nil {
		t.Fatal(err)
	}
	if s := load(t, settings.Sources{UserFile: kept}); s.Language != settings.English || s.Theme != settings.Dark {
		t.Errorf("where the link leads there is %+v", s)
	}
	if target, err := os.Readlink(link); err != nil || target != "kept.yaml" {
		t.Errorf("the link leads to %q, %v", target, err)
	}
	if info, err := os.Stat(kept); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("its mode is %v, %v", info.Mode(), err)
	}
}
