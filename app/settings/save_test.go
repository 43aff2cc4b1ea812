package settings_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
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
	if err := settings.Save(path, map[string]any{settings.Lang: "en", settings.Look: "dark"}); err != nil {
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
			if err := settings.Save(path, map[string]any{settings.Lang: "en"}); err != nil {
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
	err := settings.Save(path, map[string]any{settings.Lang: "en"})
	if e, ok := errors.AsType[*settings.Error](err); !ok || e.Source != path {
		t.Errorf("error %v", err)
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != broken {
		t.Errorf("the file is now %q, %v", b, err)
	}
}

func TestSaveWritesEachKindOfValue(t *testing.T) {
	modules := []string{filepath.Join(t.TempDir(), "a.so"), filepath.Join(t.TempDir(), "b, c.so")}
	path := write(t, "# 提醒\nreminders: # 勿关\n  on: true # 平时\n  days: [90, 30]\nmodules: [/old.so]\nScale: 100\nca.url: https://ca.example\n")
	options := map[string]any{
		settings.RemindersOn: false, settings.RemindersDays: []int{30, 7}, settings.Zoom: 150,
		settings.Modules: modules, settings.Resident: false, settings.CAURL: nil,
		settings.Proxied: "none", settings.CARoot: "yes",
	}
	if err := settings.Save(path, options); err != nil {
		t.Fatal(err)
	}
	s := load(t, settings.Sources{UserFile: path})
	if s.Reminders.On || !slices.Equal(s.Reminders.Days, []int{30, 7}) || s.Scale != 150 ||
		!slices.Equal(s.Modules, modules) || s.Background || s.CA.URL != "" ||
		s.Proxy != settings.ProxyNone || filepath.Base(s.CA.Root) != "yes" || len(s.Notices) > 0 {
		after, _ := os.ReadFile(path)
		t.Errorf("read back %+v\nfrom\n%s", s, after)
	}
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, kept := range []string{"# 提醒", "# 勿关", "# 平时", "days: [30, 7]"} {
		if !strings.Contains(string(after), kept) {
			t.Errorf("%q is not in\n%s", kept, after)
		}
	}
}

func TestSaveLeavesWhatIsSharedToTheOthers(t *testing.T) {
	path := write(t, "one: &a {on: true}\nreminders: *a\n")
	if err := settings.Save(path, map[string]any{settings.RemindersOn: false}); err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if s := load(t, settings.Sources{UserFile: path}); s.Reminders.On || !strings.Contains(string(after), "on: true") {
		t.Errorf("the file is now\n%s", after)
	}
}

// What Check lets pass, Load reads again from the file that Save makes.
func TestWhatIsCheckedCanBeSaved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	for option, value := range map[string]any{
		settings.Zoom: 125, settings.RemindersDays: []int{1}, settings.Proxied: "socks5://proxy.example:1080",
		settings.Modules: []string{"lib.so"}, settings.AtLogin: true, settings.Type: "large", settings.LogLevel: "debug",
	} {
		if err := settings.Check(option, value); err != nil {
			t.Errorf("%s: %v", option, err)
		}
		if err := settings.Save(path, map[string]any{option: value}); err != nil {
			t.Fatal(err)
		}
	}
	load(t, settings.Sources{UserFile: path})
	for option, value := range map[string]any{settings.Zoom: 99, settings.Proxied: "http://u:hush@proxy.example", "nothing": 1} {
		if _, ok := errors.AsType[*settings.ValueError](settings.Check(option, value)); !ok {
			t.Errorf("%s may be %v", option, value)
		}
	}
}

// FuzzSave holds to this, whatever is in the file: it stays as it is, or has
// what was saved and nothing else that is new to a reader.
func FuzzSave(f *testing.F) {
	for _, seed := range []string{own, "", "# a\n", "theme: dark # b\n", "reminders: {on: false, days: [7]}\n", "ca: &x {url: https://a.example}\nbrand: *x\n", "- a", "CA: ~\nca.url: 7\n", "? [a]\n: b\n", "a: 1\n---\nb: 2\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		path := write(t, content)
		before, errBefore := settings.Load(settings.Sources{UserFile: path})
		if err := settings.Save(path, map[string]any{settings.Lang: "en", settings.CAURL: "https://ca.example", settings.RemindersDays: []int{7}}); err != nil {
			if left, _ := os.ReadFile(path); string(left) != content {
				t.Errorf("%v, and the file was changed to %q", err, left)
			}
			return
		}
		after, err := settings.Load(settings.Sources{UserFile: path})
		if err != nil {
			if errBefore == nil {
				left, _ := os.ReadFile(path)
				t.Errorf("cannot be read any more: %v\n%s", err, left)
			}
			return
		}
		if after.Language != settings.English || after.CA.URL != "https://ca.example" || !slices.Equal(after.Reminders.Days, []int{7}) {
			t.Errorf("saved, and read back %+v", after)
		}
		if errBefore == nil && (after.Theme != before.Theme || after.Proxy != before.Proxy || !slices.Equal(after.Modules, before.Modules) || len(after.Services) != len(before.Services)) {
			t.Errorf("something else has changed: %+v, was %+v", after, before)
		}
	})
}

func TestASaveThatFailsTellsWhatTheSystemSaid(t *testing.T) {
	path := filepath.Join(t.TempDir(), strings.Repeat("a", 250)+".yaml") // as long as a name may be: none beside it can be longer
	err := settings.Save(path, map[string]any{"scale": 150})
	_, saving := errors.AsType[*settings.SaveError](err)
	if _, ok := errors.AsType[*fs.PathError](err); !ok || !saving {
		t.Errorf("the error is %v, which says no more than its text", err)
	}
}
