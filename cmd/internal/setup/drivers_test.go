package setup

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ukey/assets"
)

func TestOnlyInstalledDriversAreTaken(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a1.so", "a2.so", "b.so"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	list := `[
		{"name": "A", "linux": ["%DIR%/a*.so", "%DIR%/none.so"], "windows": ["%DIR%/b.so"]},
		{"name": "B", "windows": ["%DIR%/b.so"]}
	]`
	getenv := func(name string) string { return map[string]string{"DIR": dir}[name] }

	got := installed([]byte(list), "linux", getenv)
	want := []string{filepath.Join(dir, "a1.so"), filepath.Join(dir, "a2.so")}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOneLibraryUnderTwoNamesIsTakenOnce(t *testing.T) {
	dir := t.TempDir()
	real, link := filepath.Join(dir, "real.so"), filepath.Join(dir, "link.so")
	if err := os.WriteFile(real, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	got := distinct([]string{link, real, "bare.so", "bare.so"})
	if diff := cmp.Diff([]string{link, "bare.so"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestBuiltInListIsWellFormed(t *testing.T) {
	var vendors []map[string]any
	if err := json.Unmarshal(assets.Drivers(), &vendors); err != nil {
		t.Fatal(err)
	}
	for _, v := range vendors {
		for field := range v {
			if !slices.Contains([]string{"name", "linux", "windows", "darwin"}, field) {
				t.Errorf("%v: unknown field %q", v["name"], field)
			}
		}
	}
	for _, goos := range []string{"linux", "windows"} {
		installed(assets.Drivers(), goos, os.Getenv) // panics on a path of the wrong type
	}
}
