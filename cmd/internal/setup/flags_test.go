package setup_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ukey/cmd/internal/setup"
)

// What one program hands on to another must mean the same wherever that one is
// started.
func TestFlagsAreHandedOnWithWholePaths(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	f := setup.Flags{Config: "my config.yaml", Modules: []string{"libvendor.so", "./lib/own.so"}, Language: "en"}
	want := []string{
		"--config", filepath.Join(here, "my config.yaml"),
		"--module", "libvendor.so", "--module", filepath.Join(here, "lib", "own.so"), "--lang", "en",
	}
	if diff := cmp.Diff(want, f.Args()); diff != "" {
		t.Error(diff)
	}
}

func TestProgramsOnOtherKeysStandApart(t *testing.T) {
	usual, own := setup.Flags{}, setup.Flags{Modules: []string{"/own.so"}}
	english, config := setup.Flags{Language: "en"}, setup.Flags{Config: "/c.yaml"}
	if usual.Group() != english.Group() {
		t.Error("the language makes a difference")
	}
	if usual.Group() == own.Group() || usual.Group() == config.Group() || own.Group() == config.Group() {
		t.Error("programs on different keys belong together")
	}
}
