package main

import (
	"os"

	"github.com/spf13/pflag"

	"ukey/app/settings"
)

// flags are what the window is started with.
type flags struct {
	demo     bool
	config   string
	modules  []string
	language string
}

func (f *flags) register(set *pflag.FlagSet) {
	set.BoolVar(&f.demo, "demo", false, "try everything on a throw-away key and CA")
	set.StringVar(&f.config, "config", "", "settings `file` instead of the user's")
	set.StringArrayVar(&f.modules, "module", nil, "PKCS#11 `library` instead of the configured ones; may be repeated")
	set.StringVar(&f.language, "lang", "", "zh-Hans or en")
}

// userFile is where the person's own choices are.
func (f *flags) userFile() string {
	if f.config != "" {
		return f.config
	}
	return settings.UserFile()
}

// sources are where the settings come from.
func (f *flags) sources() settings.Sources {
	options := map[string]any{}
	if len(f.modules) > 0 {
		options[settings.Modules] = f.modules
	}
	if f.language != "" {
		options[settings.Lang] = f.language
	}
	return settings.Sources{
		MachineFile: settings.MachineFile(),
		UserFile:    f.userFile(), UserFileRequired: f.config != "",
		Getenv: os.Getenv, Flags: options,
	}
}
