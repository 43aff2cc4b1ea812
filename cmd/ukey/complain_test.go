package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ukey/app/settings"
	"ukey/cmd/internal/setup"
)

// A double click on a program whose settings are broken: the person is told
// which file it is, in a language that can be had without it.
func TestBrokenSettingsAreToldInWords(t *testing.T) {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "UKEY_LANGUAGE"} {
		t.Setenv(name, "")
	}
	t.Setenv("LANG", "zh_CN.UTF-8")
	path := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(path, []byte("scale: [150\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for language, want := range map[string]string{"": "无法读取设置文件 " + path, "en": "The settings in " + path + " cannot be read"} {
		f := flags{Flags: setup.Flags{Config: path, Language: language}}
		_, err := settings.Load(f.Sources(os.Getenv))
		var said bytes.Buffer
		f.complain(&said, err)
		if !strings.Contains(said.String(), want) {
			t.Errorf("said %q, want %q", said.String(), want)
		}
	}
}
