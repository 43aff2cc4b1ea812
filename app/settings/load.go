package settings

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/spf13/viper"
)

// Sources say where to look. Nothing else is read.
type Sources struct {
	// MachineFile may be missing. Empty means none.
	MachineFile string
	// UserFile may be missing unless UserFileRequired is set, as it is when
	// a person has named it. Empty means none.
	UserFile         string
	UserFileRequired bool
	// Getenv looks up environment variables; nil means that there are none.
	Getenv func(string) string
	// Flags are the options given on the command line, by option name: a
	// string, an int, or a []string for Modules.
	Flags map[string]any
}

// CommandLine is the source's name for flags.
const CommandLine = "command line"

// Load reads the settings. The error is an *Error.
func Load(from Sources) (*Settings, error) {
	m := &merge{viper: viper.New(), origin: map[string]string{}, machine: from.MachineFile}
	m.viper.SetDefault(WarnDays, DefaultWarnDays)
	m.viper.SetDefault(Timeout, int(DefaultTimeout.Seconds()))
	m.viper.SetDefault(KeygenTimeout, int(DefaultKeygenTimeout.Seconds()))
	m.viper.SetDefault(Look, string(System))

	machine, err := m.file(from.MachineFile, false)
	if err != nil {
		return nil, err
	}
	m.overlay(machine, from.MachineFile)
	if m.locked, err = lockedOptions(machine, from.MachineFile); err != nil {
		return nil, err
	}
	user, err := m.file(from.UserFile, from.UserFileRequired)
	if err != nil {
		return nil, err
	}
	m.overlay(user, from.UserFile)
	getenv := from.Getenv
	if getenv == nil {
		getenv = func(string) string { return "" }
	}
	for _, o := range options() {
		if v := getenv(o.variable()); v != "" {
			m.set(o.name, v, o.variable())
		}
	}
	for _, o := range options() {
		if v, ok := from.Flags[o.name]; ok {
			m.set(o.name, v, CommandLine)
		}
	}
	return m.settings(getenv)
}

// merge lays the sources over one another and remembers where each value
// comes from.
type merge struct {
	viper   *viper.Viper
	origin  map[string]string // by option
	files   []string          // that were read
	machine string            // the one that may lock
	locked  []string
	notices []Notice
}

// file reads a file. One that does not exist is empty unless it is required.
func (m *merge) file(path string, required bool) (*viper.Viper, error) {
	file := viper.New()
	if path == "" {
		return file, nil
	}
	file.SetConfigFile(path)
	file.SetConfigType("yaml")
	if err := file.ReadInConfig(); err != nil {
		if errors.Is(err, fs.ErrNotExist) && !required {
			return file, nil
		}
		if malformed, ok := errors.AsType[viper.ConfigParseError](err); ok {
			err = syntaxError(malformed.Unwrap())
		}
		return nil, &Error{Source: path, Err: err}
	}
	m.files = append(m.files, path)
	return file, nil
}

// overlay lays what a file says over what is there.
func (m *merge) overlay(file *viper.Viper, path string) {
	names := file.AllKeys()
	slices.Sort(names)
	for _, name := range names {
		switch {
		case known(name):
			m.set(name, file.Get(name), path)
		case name != locked || path != m.machine:
			m.notices = append(m.notices, Notice{Unknown, name, path})
		}
	}
}

// lockedOptions are the options that the machine's file fixes.
func lockedOptions(machine *viper.Viper, path string) ([]string, error) {
	value := machine.Get(locked)
	if value == nil {
		return nil, nil
	}
	names, err := list(value)
	if err != nil {
		return nil, &Error{Source: path, Option: locked, Err: err}
	}
	for _, name := range names {
		if !known(name) {
			// An option that was meant to be fixed and is not would be a
			// surprise of the bad kind.
			return nil, &Error{Source: path, Option: locked, Err: &ValueError{Fault: NoOption, Value: name}}
		}
	}
	return names, nil
}

func (m *merge) set(name string, value any, source string) {
	if slices.Contains(m.locked, name) {
		m.notices = append(m.notices, Notice{Locked, name, source})
		return
	}
	m.viper.Set(name, value)
	m.origin[name] = source
}

func (m *merge) settings(getenv func(string) string) (*Settings, error) {
	s := &Settings{Language: LanguageFromLocale(getenv), Notices: m.notices}
	for _, o := range options() {
		value := m.viper.Get(o.name)
		if value == nil {
			continue
		}
		if err := o.read(s, value); err != nil {
			return nil, &Error{Source: m.origin[o.name], Option: o.name, Err: err}
		}
		if file := m.origin[o.name]; o.rebase != nil && slices.Contains(m.files, file) {
			o.rebase(s, filepath.Dir(file))
		}
	}
	return s, nil
}
