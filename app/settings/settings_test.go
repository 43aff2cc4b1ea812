package settings_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ukey/app/settings"
)

// write puts a file into a folder of its own and returns its path.
func write(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func env(vars map[string]string) func(string) string {
	return func(name string) string { return vars[name] }
}

func load(t *testing.T, from settings.Sources) *settings.Settings {
	t.Helper()
	s, err := settings.Load(from)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// defaults are what is in force where nothing is set.
func defaults() *settings.Settings {
	return &settings.Settings{
		WarnDays: 90, SimplePIN: settings.AdviseSimple, Timeout: settings.DefaultTimeout, KeygenTimeout: settings.DefaultKeygenTimeout,
		Language: settings.Chinese, Theme: settings.System, Scale: 100, TextSize: settings.NormalText,
		Background: true, WithoutTray: settings.NoTrayAsk,
		Reminders: settings.Reminders{On: true, Days: []int{90, 60, 30, 15, 7, 3, 1}, From: 8, Until: 20},
		Proxy:     settings.ProxySystem, LogLevel: settings.LogInfo,
	}
}

func TestNothingSetGivesDefaults(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "none.yaml")
	got := load(t, settings.Sources{MachineFile: missing, UserFile: missing})
	want := defaults()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestEachSourceOverrulesTheOnesBefore(t *testing.T) {
	from := settings.Sources{
		MachineFile: write(t, "warn_days: 1\nlanguage: en\ntheme: dark\nca: {url: 'https://one.example'}\nmodules: [/one.so]\n"),
		UserFile:    write(t, "warn_days: 2\nca: {url: 'https://two.example'}\nmodules: [/two.so]\n"),
		Getenv:      env(map[string]string{"UKEY_WARN_DAYS": "3", "UKEY_MODULES": strings.Join([]string{"/a.so", "/b.so"}, string(os.PathListSeparator))}),
		Flags:       map[string]any{settings.WarnDays: 4},
	}
	got := load(t, from)
	want := defaults()
	want.Modules = []string{"/a.so", "/b.so"}
	want.CA.URL = "https://two.example"
	want.WarnDays, want.Language, want.Theme = 4, settings.English, settings.Dark
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestLockedOptionsStayAsTheMachineSays(t *testing.T) {
	from := settings.Sources{
		MachineFile: write(t, "ca: {url: 'https://one.example', root: root.pem}\nlocked: [ca.url, ca.root, theme]\n"),
		UserFile:    write(t, "theme: dark\nca: {url: 'https://evil.example'}\nlocked: []\n"),
		Getenv:      env(map[string]string{"UKEY_CA_URL": "https://evil.example"}),
		Flags:       map[string]any{settings.CARoot: "/tmp/evil.pem", settings.WarnDays: 7},
	}
	got := load(t, from)
	want := defaults()
	want.CA = settings.CA{URL: "https://one.example", Root: filepath.Join(filepath.Dir(from.MachineFile), "root.pem")}
	want.WarnDays = 7
	want.LockedOptions = []string{"ca.url", "ca.root", "theme"}
	want.Notices = []settings.Notice{
		{settings.Locked, "ca.url", from.UserFile},
		{settings.Unknown, "locked", from.UserFile},
		{settings.Locked, "theme", from.UserFile},
		{settings.Locked, "ca.url", "UKEY_CA_URL"},
		{settings.Locked, "ca.root", "command line"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPathsInAFileStartFromItsFolder(t *testing.T) {
	absolute := filepath.Join(t.TempDir(), "abs.so")
	from := settings.Sources{
		UserFile: write(t, "modules: [lib/own.so, bare.so, '"+absolute+"']\nca: {root: root.pem}\n"),
	}
	folder := filepath.Dir(from.UserFile)
	got := load(t, from)
	if diff := cmp.Diff([]string{filepath.Join(folder, "lib/own.so"), "bare.so", absolute}, got.Modules); diff != "" {
		t.Error(diff)
	}
	if want := filepath.Join(folder, "root.pem"); got.CA.Root != want {
		t.Errorf("root %q, want %q", got.CA.Root, want)
	}
}

func TestUnknownOptionIsNoticed(t *testing.T) {
	from := settings.Sources{UserFile: write(t, "warndays: 3\n")}
	got := load(t, from)
	if diff := cmp.Diff([]settings.Notice{{settings.Unknown, "warndays", from.UserFile}}, got.Notices); diff != "" {
		t.Error(diff)
	}
}

func TestErrorsNameSourceAndOption(t *testing.T) {
	tests := []struct {
		name, file  string
		env         map[string]string
		flags       map[string]any
		wantSource  string // "file" stands for the file's path
		wantInError string
	}{
		{name: "malformed", file: "theme: dark\n\tca: x\n", wantSource: "file", wantInError: "line 2"},
		{name: "number", file: "warn_days: soon\n", wantSource: "file", wantInError: "warn_days"},
		{name: "range", env: map[string]string{"UKEY_WARN_DAYS": "-1"}, wantSource: "UKEY_WARN_DAYS", wantInError: "0 to 3650"},
		{name: "fraction", file: "warn_days: 1.5\n", wantSource: "file", wantInError: "1.5"},
		{name: "list", file: "modules: 7\n", wantSource: "file", wantInError: "modules"},
		{name: "language", env: map[string]string{"UKEY_LANGUAGE": "fr"}, wantSource: "UKEY_LANGUAGE", wantInError: `"fr"`},
		{name: "simple PINs", env: map[string]string{"UKEY_PIN_SIMPLE": "never"}, wantSource: "UKEY_PIN_SIMPLE", wantInError: `"never"`},
		{name: "theme", file: "theme: pink\n", wantSource: "file", wantInError: "pink"},
		{name: "plain http", flags: map[string]any{settings.CAURL: "http://ca.example"}, wantSource: "command line", wantInError: "https"},
		{name: "secret in URL", flags: map[string]any{settings.CAURL: "https://u:hush@ca.example"}, wantSource: "command line", wantInError: "ca.url"},
		{name: "secret in plain URL", flags: map[string]any{settings.CAURL: "http://u:hush@ca.example"}, wantSource: "command line", wantInError: "https"},
		{name: "secret in no URL", flags: map[string]any{settings.CAURL: "https://u:hush %@ca.example"}, wantSource: "command line", wantInError: "url"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			from := settings.Sources{UserFile: write(t, tt.file), Getenv: env(tt.env), Flags: tt.flags}
			_, err := settings.Load(from)
			var e *settings.Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, want *settings.Error", err)
			}
			want := tt.wantSource
			if want == "file" {
				want = from.UserFile
			}
			if e.Source != want || !strings.Contains(err.Error(), tt.wantInError) {
				t.Errorf("got %q from %q, want %q from %q", err, e.Source, tt.wantInError, want)
			}
			if strings.Contains(err.Error(), "hush") {
				t.Error("the error shows a password")
			}
		})
	}
}

func TestLockingAnUnknownOptionIsRefused(t *testing.T) {
	_, err := settings.Load(settings.Sources{MachineFile: write(t, "locked: [ca.uri]\n")})
	if err == nil || !strings.Contains(err.Error(), "ca.uri") {
		t.Errorf("got %v, want an error about ca.uri", err)
	}
}

// What is wrong has a type, from which a sentence is made in any language.
func TestEachFaultHasItsKind(t *testing.T) {
	for file, want := range map[string]settings.ValueError{
		"warn_days: 4000":                 {Fault: settings.NotNumber, Value: "4000", Low: 0, High: 3650},
		"driver_timeout: 0":               {Fault: settings.NotNumber, Value: "0", Low: 1, High: 3600},
		"theme: pink":                     {Fault: settings.NotChoice, Value: "pink", Choices: []string{"system", "light", "dark"}},
		"language: fr":                    {Fault: settings.NotChoice, Value: "fr", Choices: []string{"zh-Hans", "en"}},
		"modules: 7":                      {Fault: settings.NotList, Value: "7"},
		"modules: [7]":                    {Fault: settings.NotText, Value: "7"},
		"ca: {url: 'http://ca.example'}":  {Fault: settings.NotHTTPS, Value: "http://ca.example"},
		"ca: {url: '://'}":                {Fault: settings.NotURL, Value: "://"},
		"ca: {url: 'https://a.b/?x=1'}":   {Fault: settings.NotPlainURL, Value: "https://a.b/?x=1"},
		"ca: {url: 'https://u:p@a.b/up'}": {Fault: settings.NotPlainURL, Value: "…@a.b/up"},
		"background: maybe":               {Fault: settings.NotYesNo, Value: "maybe"},
		"scale: 90":                       {Fault: settings.NotNumber, Value: "90", Low: 100, High: 200},
		"text_size: huge":                 {Fault: settings.NotChoice, Value: "huge", Choices: []string{"normal", "large"}},
		"reminders: {days: [30, 0]}":      {Fault: settings.NotNumber, Value: "0", Low: 1, High: 3650},
		"reminders: {from: 25}":           {Fault: settings.NotNumber, Value: "25", Low: 0, High: 24},
		"reminders: {days: 30}":           {Fault: settings.NotList, Value: "30"},
		"proxy: ftp://proxy.example":      {Fault: settings.NotProxy, Value: "ftp://proxy.example"},
		"proxy: ''":                       {Fault: settings.NotProxy},
		"proxy: http://u:p@proxy.example": {Fault: settings.HasPassword, Value: "…@proxy.example"},
		"proxy: http://proxy.example/pac": {Fault: settings.NotPlainURL, Value: "http://proxy.example/pac"},
		"log_level: loud":                 {Fault: settings.NotChoice, Value: "loud", Choices: []string{"debug", "info", "warn", "error"}},
	} {
		_, err := settings.Load(settings.Sources{UserFile: write(t, file)})
		if got, ok := errors.AsType[*settings.ValueError](err); !ok || !cmp.Equal(*got, want) {
			t.Errorf("%s: got %+v, want %+v", file, err, want)
		}
	}
	_, err := settings.Load(settings.Sources{MachineFile: write(t, "locked: [ca.uri]")})
	if got, ok := errors.AsType[*settings.ValueError](err); !ok || got.Fault != settings.NoOption || got.Value != "ca.uri" {
		t.Errorf("unknown option locked: %v", err)
	}
	_, err = settings.Load(settings.Sources{UserFile: write(t, "theme: dark\n\tca: x\n")})
	if got, ok := errors.AsType[*settings.SyntaxError](err); !ok || got.Line != 2 {
		t.Errorf("malformed: %v", err)
	}
	path := write(t, "- a list\n")
	if got, ok := errors.AsType[*settings.SyntaxError](settings.Save(path, map[string]any{settings.Lang: "en"})); !ok || got.Line != 1 {
		t.Errorf("no options: %+v", got)
	}
}

// A file without an end, as a device is, must not take all memory.
func TestAFileThatIsFarTooLongIsRefused(t *testing.T) {
	path := write(t, "theme: dark\n"+strings.Repeat("# nothing\n", 200_000))
	_, err := settings.Load(settings.Sources{UserFile: path})
	if e, ok := errors.AsType[*settings.SyntaxError](err); !ok {
		t.Errorf("loaded with %v", e)
	}
	if err := settings.Save(path, map[string]any{settings.Lang: "en"}); err == nil {
		t.Error("and changed")
	}
}

func TestAMachineFileOfAnybodysIsNotRead(t *testing.T) {
	from := settings.Sources{MachineFile: write(t, "modules: [/evil.so]\nlocked: [modules]\n"), Trusted: func(string) bool { return false }}
	got := load(t, from)
	want := defaults()
	want.Notices = []settings.Notice{{Kind: settings.Untrusted, Source: from.MachineFile}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	from.MachineFile += ".none"
	if got := load(t, from); len(got.Notices) > 0 {
		t.Errorf("without a file: %+v", got.Notices)
	}
}

func TestNamedFileMustExist(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none.yaml")
	_, err := settings.Load(settings.Sources{UserFile: path, UserFileRequired: true})
	if err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v, want an error about %s", err, path)
	}
}

func TestLanguageFromLocale(t *testing.T) {
	tests := []struct {
		env  map[string]string
		want settings.Language
	}{
		{nil, settings.Chinese},
		{map[string]string{"LANG": "C"}, settings.Chinese},
		{map[string]string{"LANG": "C.UTF-8"}, settings.Chinese},
		{map[string]string{"LANG": "POSIX"}, settings.Chinese},
		{map[string]string{"LANG": "zh_CN.UTF-8"}, settings.Chinese},
		{map[string]string{"LANG": "fr_FR.UTF-8"}, settings.Chinese},
		{map[string]string{"LANG": "en_US.UTF-8"}, settings.English},
		{map[string]string{"LANG": "en"}, settings.English},
		{map[string]string{"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, settings.Chinese},
		{map[string]string{"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB@euro"}, settings.English},
		{map[string]string{"LANG": "enormous"}, settings.Chinese},
	}
	for _, tt := range tests {
		if got := settings.LanguageFromLocale(env(tt.env)); got != tt.want {
			t.Errorf("%v gives %s, want %s", tt.env, got, tt.want)
		}
	}
}

func TestLanguageSettingOverrulesLocale(t *testing.T) {
	got := load(t, settings.Sources{Getenv: env(map[string]string{"LANG": "zh_CN.UTF-8", "UKEY_LANGUAGE": "en"})})
	if got.Language != settings.English {
		t.Errorf("got %s", got.Language)
	}
}

func TestDriversHaveTheTimeThatIsSet(t *testing.T) {
	s := load(t, settings.Sources{})
	if s.Timeout != settings.DefaultTimeout || s.KeygenTimeout != settings.DefaultKeygenTimeout {
		t.Errorf("defaults %v, %v", s.Timeout, s.KeygenTimeout)
	}
	s = load(t, settings.Sources{UserFile: write(t, "driver_timeout: 5"), Getenv: env(map[string]string{"UKEY_KEYGEN_TIMEOUT": "300"})})
	if s.Timeout != 5*time.Second || s.KeygenTimeout != 5*time.Minute {
		t.Errorf("set %v, %v", s.Timeout, s.KeygenTimeout)
	}
	_, err := settings.Load(settings.Sources{UserFile: write(t, "driver_timeout: 0")})
	if e, ok := errors.AsType[*settings.Error](err); !ok || e.Option != settings.Timeout {
		t.Errorf("0 seconds: %v", err)
	}
}
