package settings_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"ukey/app/settings"
)

// Whatever is wrong, what is right elsewhere holds, and nobody gets round what
// the administrator has locked.
func TestWhatCanBeTrustedHolds(t *testing.T) {
	const administrator = "ca: {url: https://ca.example.cn, root: /etc/ukey/root.pem}\nwarn_days: 60\nlocked: [ca.url]\n"
	for name, c := range map[string]struct {
		machine, user    string
		variable, source string // UKEY_WARN_DAYS, and who is wrong
		ca               string
		warn             int
		scale            int
	}{
		"all well": {
			machine: administrator, user: "warn_days: 30\nscale: 150\nca: {url: https://mine.example.cn}\n",
			ca: "https://ca.example.cn", warn: 30, scale: 150,
		},
		"the person's file is no YAML": {
			machine: administrator, user: "scale: [150\n", source: "user", ca: "https://ca.example.cn", warn: 60, scale: 100,
		},
		"a value of his is none": {
			machine: administrator, user: "warn_days: soon\nscale: 150\n", source: "user", ca: "https://ca.example.cn", warn: 60, scale: 150,
		},
		"a variable is none": {
			machine: administrator, user: "warn_days: 30\n", variable: "soon", source: "UKEY_WARN_DAYS", ca: "https://ca.example.cn", warn: 30, scale: 100,
		},
		"a value of the administrator's is none": {
			machine: "warn_days: soon\nca: {url: not a URL}\nlocked: [ca.url]\n", user: "scale: 150\nca: {url: https://mine.example.cn}\n",
			source: "machine", warn: settings.DefaultWarnDays, scale: 150,
		},
		"nobody knows what he has locked": {
			machine: "ca: {url: https://ca.example.cn}\nlocked: [ca.uri]\n", user: "scale: 150\nca: {url: https://mine.example.cn}\n", variable: "30",
			source: "machine", ca: "https://ca.example.cn", warn: settings.DefaultWarnDays, scale: 100,
		},
		"his file is no YAML": {
			machine: "ca: [\n", user: "scale: 150\nca: {url: https://mine.example.cn}\n", variable: "30",
			source: "machine", warn: settings.DefaultWarnDays, scale: 100,
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			from := settings.Sources{
				MachineFile: filepath.Join(dir, "machine"), UserFile: filepath.Join(dir, "user"),
				Getenv: func(name string) string {
					if name == "UKEY_WARN_DAYS" {
						return c.variable
					}
					return ""
				},
			}
			for file, text := range map[string]string{from.MachineFile: c.machine, from.UserFile: c.user} {
				if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			s, err := settings.Salvage(from)
			if wrong, ok := errors.AsType[*settings.Error](err); ok != (c.source != "") || ok && filepath.Base(wrong.Source) != c.source {
				t.Errorf("what is wrong is %v, not %q", err, c.source)
			}
			if s.CA.URL != c.ca || s.WarnDays != c.warn || s.Scale != c.scale {
				t.Errorf("CA %q, %d days, %d %%; want %q, %d, %d", s.CA.URL, s.WarnDays, s.Scale, c.ca, c.warn, c.scale)
			}
			if _, refused := settings.Load(from); (refused == nil) != (err == nil) {
				t.Errorf("Load says %v, Salvage %v", refused, err)
			}
			if !slices.Contains(s.LockedOptions, settings.CAURL) {
				t.Errorf("locked are %v", s.LockedOptions)
			}
		})
	}
}
