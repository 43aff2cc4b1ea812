package settings

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/viper"
)

// Sources say where to look. Nothing else is read.
type Sources struct {
	// MachineFile may be missing. Empty means none. Trusted tells whether it may
	// decide for everybody; else it is not read, and a Notice says so. Nil
	// trusts any.
	MachineFile string
	Trusted     func(path string) bool
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
	for option, value := range defaults() {
		m.viper.SetDefault(option, value)
	}

	if _, err := os.Lstat(from.MachineFile); err == nil && from.Trusted != nil && !from.Trusted(from.MachineFile) {
		m.notices = append(m.notices, Notice{Kind: Untrusted, Source: from.MachineFile})
		from.MachineFile = ""
	}
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
		if v := getenv(o.variable()); v != "" && !o.composed {
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

// defaults are built into the program. What is not among them is empty.
func defaults() map[string]any {
	return map[string]any{
		WarnDays:      DefaultWarnDays,
		Timeout:       int(DefaultTimeout.Seconds()),
		KeygenTimeout: int(DefaultKeygenTimeout.Seconds()),
		PINSimple:     string(AdviseSimple),
		Look:          string(System),
		Zoom:          MinScale,
		Type:          string(NormalText),
		Resident:      true,
		AtLogin:       false,
		NoTray:        string(NoTrayAsk),
		RemindersOn:   true,
		RemindersDays: DefaultReminders(),
		RemindFrom:    DefaultRemindFrom,
		RemindUntil:   DefaultRemindUntil,
		Proxied:       ProxySystem,
		LogLevel:      string(LogInfo),
	}
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
	text, err := readFile(path)
	if errors.Is(err, fs.ErrNotExist) && !required {
		return file, nil
	}
	if err != nil {
		return nil, &Error{Source: path, Err: err}
	}
	file.SetConfigType("yaml")
	if err := file.ReadConfig(bytes.NewReader(text)); err != nil {
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
	last := ""
	for _, name := range names {
		o, ok := owner(name)
		switch {
		case ok && o.name == last:
			// A name in several languages is one option.
		case ok:
			last = o.name
			m.set(o.name, file.Get(o.name), path)
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
	s := &Settings{Language: LanguageFromLocale(getenv), LockedOptions: m.locked}
	for _, o := range options() {
		value := m.viper.Get(o.name)
		if value == nil {
			continue
		}
		if err := o.read(s, value); err != nil {
			part := ""
			if e, ok := errors.AsType[*partError](err); ok {
				part, err = e.part, e.err
			}
			return nil, &Error{Source: m.origin[o.name], Option: o.name + part, Err: err}
		}
		for _, n := range s.Notices { // about fields of the option's entries
			m.notices = append(m.notices, Notice{n.Kind, o.name + n.Option, m.origin[o.name]})
		}
		s.Notices = nil
		if file := m.origin[o.name]; o.rebase != nil && slices.Contains(m.files, file) {
			o.rebase(s, filepath.Dir(file))
		}
	}
	s.Notices = m.notices
	return s, nil
}
