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
	s, err := Salvage(from)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Salvage is Load for a program that has to go on with what can be trusted. It
// returns settings in any case, with the first *Error if there is one: a source
// that cannot be read counts as empty, and of a value that cannot be used the
// one that it was to take the place of holds. Where it is not known what the
// administrator has locked, all is.
func Salvage(from Sources) (*Settings, error) {
	m := &merge{layers: map[string][]layer{}, machine: from.MachineFile}
	for option, value := range defaults() {
		m.set(option, value, "")
	}

	if _, err := os.Lstat(from.MachineFile); err == nil && from.Trusted != nil && !from.Trusted(from.MachineFile) {
		m.notices = append(m.notices, Notice{Kind: Untrusted, Source: from.MachineFile})
		from.MachineFile = ""
	}
	machine := m.file(from.MachineFile, false)
	m.overlay(machine, from.MachineFile)
	m.lock(machine, from.MachineFile)
	m.overlay(m.file(from.UserFile, from.UserFileRequired), from.UserFile)
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
	return m.settings(getenv), m.err
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

// layer is an option's value in one source.
type layer struct {
	value  any
	source string // empty for a default
}

// merge lays the sources over one another.
type merge struct {
	layers  map[string][]layer // by option, the last on top
	files   []string           // that were read
	machine string             // the one that may lock
	locked  []string
	notices []Notice
	err     error // the first
}

func (m *merge) fail(err *Error) {
	if m.err == nil {
		m.err = err
	}
}

// file reads a file. One that does not exist is empty unless it is required.
func (m *merge) file(path string, required bool) *viper.Viper {
	file := viper.New()
	if path == "" {
		return file
	}
	text, err := readFile(path)
	if errors.Is(err, fs.ErrNotExist) && !required {
		return file
	}
	if err != nil {
		m.unread(path, err)
		return file
	}
	file.SetConfigType("yaml")
	if err := file.ReadConfig(bytes.NewReader(text)); err != nil {
		if malformed, ok := errors.AsType[viper.ConfigParseError](err); ok {
			err = syntaxError(malformed.Unwrap())
		}
		m.unread(path, err)
		return viper.New()
	}
	m.files = append(m.files, path)
	return file
}

// unread notes that nobody knows what a file says.
func (m *merge) unread(path string, err error) {
	m.fail(&Error{Source: path, Err: err})
	if path == m.machine {
		m.lockAll()
	}
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

// lock fixes the options that the machine's file lists. One that was meant to be
// fixed and is not would be a surprise of the bad kind.
func (m *merge) lock(machine *viper.Viper, path string) {
	value := machine.Get(locked)
	if value == nil {
		return
	}
	names, err := list(value)
	for _, name := range names {
		if err == nil && !known(name) {
			err = &ValueError{Fault: NoOption, Value: name}
		}
	}
	if err != nil {
		m.fail(&Error{Source: path, Option: locked, Err: err})
		m.lockAll()
		return
	}
	m.locked = names
}

// lockAll has nothing count but what is there by now.
func (m *merge) lockAll() {
	for _, o := range options() {
		m.locked = append(m.locked, o.name)
	}
}

func (m *merge) set(name string, value any, source string) {
	if slices.Contains(m.locked, name) {
		m.notices = append(m.notices, Notice{Locked, name, source})
		return
	}
	m.layers[name] = append(m.layers[name], layer{value, source})
}

func (m *merge) settings(getenv func(string) string) *Settings {
	s := &Settings{Language: LanguageFromLocale(getenv), LockedOptions: m.locked}
	for _, o := range options() {
		for _, l := range slices.Backward(m.layers[o.name]) {
			if l.value == nil {
				continue
			}
			read := *s
			if err := o.read(&read, l.value); err != nil {
				part := ""
				if e, ok := errors.AsType[*partError](err); ok {
					part, err = e.part, e.err
				}
				m.fail(&Error{Source: l.source, Option: o.name + part, Err: err})
				continue
			}
			for _, n := range read.Notices { // about fields of the option's entries
				m.notices = append(m.notices, Notice{n.Kind, o.name + n.Option, l.source})
			}
			read.Notices = nil
			if o.rebase != nil && slices.Contains(m.files, l.source) {
				o.rebase(&read, filepath.Dir(l.source))
			}
			*s = read
			break
		}
	}
	s.Notices = m.notices
	return s
}
