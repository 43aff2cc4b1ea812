package settings_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ukey/app/settings"
)

func TestSaveKeepsWhatElseIsInTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	before := "# 公司的设置\nca:\n  url: https://ca.example # 勿改\nlanguage: zh-Hans\n"
	if err := os.WriteFile(path, []byte(before), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := settings.Save(path, map[string]string{settings.Lang: "en", settings.Look: "dark"}); err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, kept := range []string{"# 公司的设置", "https://ca.example # 勿改"} {
		if !strings.Contains(string(after), kept) {
			t.Errorf("%q is lost from\n%s", kept, after)
		}
	}
	s := load(t, settings.Sources{UserFile: path})
	if s.Language != settings.English || s.Theme != settings.Dark || s.CA.URL != "https://ca.example" {
		t.Errorf("read back %+v", s)
	}
}

func TestSaveMakesTheFile(t *testing.T) {
	for name, content := range map[string]*string{"none": nil, "empty": new(string)} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "new", "config.yaml")
			if content != nil {
				path = filepath.Join(t.TempDir(), "config.yaml")
				if err := os.WriteFile(path, []byte(*content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if err := settings.Save(path, map[string]string{settings.Lang: "en"}); err != nil {
				t.Fatal(err)
			}
			if s := load(t, settings.Sources{UserFile: path}); s.Language != settings.English {
				t.Errorf("read back %+v", s)
			}
		})
	}
}

func TestSaveLeavesAFileItCannotReadAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	const broken = "language: [en\n"
	if err := os.WriteFile(path, []byte(broken), 0o600); err != nil {
		t.Fatal(err)
	}
	err := settings.Save(path, map[string]string{settings.Lang: "en"})
	if e, ok := errors.AsType[*settings.Error](err); !ok || e.Source != path {
		t.Errorf("error %v", err)
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != broken {
		t.Errorf("the file is now %q, %v", b, err)
	}
}
