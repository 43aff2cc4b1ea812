package setup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"ukey/app/instance"
	"ukey/app/settings"
)

// Flags are those that the desktop's programs have in common, and hand on when
// one starts the other.
type Flags struct {
	Config   string
	Modules  []string
	Language string
}

// Register makes them flags of a program.
func (f *Flags) Register(set *pflag.FlagSet) {
	set.StringVar(&f.Config, "config", "", "settings `file` instead of the user's")
	set.StringArrayVar(&f.Modules, "module", nil, "PKCS#11 `library` instead of the configured ones; may be repeated")
	set.StringVar(&f.Language, "lang", "", "zh-Hans or en")
}

// UserFile is where the person's own choices are.
func (f *Flags) UserFile() string {
	if f.Config != "" {
		return f.Config
	}
	return settings.UserFile()
}

// Settings reads the settings.
func (f *Flags) Settings() (*settings.Settings, error) { return settings.Load(f.Sources(os.Getenv)) }

// Salvage reads the settings as far as they can be trusted; see settings.Salvage.
func (f *Flags) Salvage() (*settings.Settings, error) {
	return settings.Salvage(f.Sources(os.Getenv))
}

// Speaks is the language of the settings. If they cannot be used it is that of
// the variables, of the flag or of the locale: what is wrong has to be said in
// some language.
func (f *Flags) Speaks(getenv func(string) string) settings.Language {
	all := f.Sources(getenv)
	tries := []settings.Sources{all, {Getenv: getenv, Flags: all.Flags}}
	if f.Language != "" {
		tries = append(tries, settings.Sources{Flags: map[string]any{settings.Lang: f.Language}})
	}
	for _, from := range tries {
		if s, err := settings.Load(from); err == nil {
			return s.Language
		}
	}
	return settings.LanguageFromLocale(getenv)
}

// Sources are where the settings come from, the flags over all others. getenv
// looks up environment variables.
func (f *Flags) Sources(getenv func(string) string) settings.Sources {
	options := map[string]any{}
	if len(f.Modules) > 0 {
		options[settings.Modules] = f.Modules
	}
	if f.Language != "" {
		options[settings.Lang] = f.Language
	}
	return settings.Sources{
		MachineFile: settings.MachineFile(), Trusted: settings.ByAdministrator,
		UserFile: f.UserFile(), UserFileRequired: f.Config != "",
		Getenv: getenv, Flags: options,
	}
}

// Args are the flags for another program, wherever that is started.
func (f *Flags) Args() []string {
	var args []string
	if f.Config != "" {
		args = append(args, "--config", absolute(f.Config))
	}
	for _, m := range f.Modules {
		// The bare name of a library is looked for in the system's folders.
		if filepath.Base(m) != m {
			m = absolute(m)
		}
		args = append(args, "--module", m)
	}
	if f.Language != "" {
		args = append(args, "--lang", f.Language)
	}
	return args
}

// Group is the programs that this one belongs with: those of the same person,
// on the same keys and with the same settings file. In which language makes no
// difference.
func (f *Flags) Group() instance.Group {
	if f.Config == "" && len(f.Modules) == 0 {
		return instance.Of("")
	}
	same := Flags{Config: f.Config, Modules: f.Modules}
	sum := sha256.Sum256([]byte(strings.Join(same.Args(), "\x00")))
	const enough = 6 // a person has a handful of groups
	return instance.Of(hex.EncodeToString(sum[:enough]))
}

// Reload has the resident program, if it runs, read the settings and the keys
// again: nothing else would tell it that they are not as before.
func Reload(ctx context.Context, group instance.Group) {
	// One that does not listen has ended, or begins with what there is now.
	_ = group.Send(ctx, instance.Resident, instance.Request{Verb: instance.Reload})
}

func absolute(path string) string {
	if whole, err := filepath.Abs(path); err == nil {
		return whole
	}
	return path
}
