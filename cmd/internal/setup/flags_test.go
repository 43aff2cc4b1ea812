package setup_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ukey/app/settings"
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

// Whatever is wrong with the settings, it is said in the language that is known
// without them.
func TestBrokenSettingsLeaveALanguage(t *testing.T) {
	broken := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(broken, []byte("scale: [150\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		flags setup.Flags
		env   map[string]string
		want  settings.Language
	}{
		"file":               {setup.Flags{Config: broken}, map[string]string{"LANG": "en_GB.UTF-8"}, settings.English},
		"file, by a flag":    {setup.Flags{Config: broken, Language: "en"}, nil, settings.English},
		"file, by variable":  {setup.Flags{Config: broken}, map[string]string{"UKEY_LANGUAGE": "en"}, settings.English},
		"variable":           {setup.Flags{}, map[string]string{"UKEY_SCALE": "7", "LANG": "en_GB.UTF-8"}, settings.English},
		"variable, by flag":  {setup.Flags{Language: "en"}, map[string]string{"UKEY_SCALE": "7", "LANG": "zh_CN.UTF-8"}, settings.English},
		"flag":               {setup.Flags{Language: "fr"}, map[string]string{"LANG": "en_GB.UTF-8"}, settings.English},
		"flag, without more": {setup.Flags{Language: "fr"}, nil, settings.Chinese},
	} {
		if got := c.flags.Speaks(func(name string) string { return c.env[name] }); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
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
