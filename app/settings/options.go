package settings

import (
	"path/filepath"
	"slices"
	"strings"
)

// The options by their names in a file. They are also the keys of
// Sources.Flags and of what [Save] writes.
const (
	Modules  = "modules"
	CAURL    = "ca.url"
	CARoot   = "ca.root"
	Proxied  = "proxy"
	WarnDays = "warn_days"
	// Seconds that a driver may take for a call, and for making a key.
	Timeout       = "driver_timeout"
	KeygenTimeout = "keygen_timeout"
	PINSimple     = "pin_simple"
	Lang          = "language"
	Look          = "theme"
	Zoom          = "scale"
	Type          = "text_size"
	Resident      = "background"
	AtLogin       = "autostart"
	NoTray        = "without_tray"
	RemindersOn   = "reminders.on"
	RemindersDays = "reminders.days"
	RemindFrom    = "reminders.from"
	RemindUntil   = "reminders.until"
	LogLevel      = "log_level"
	BrandName     = "brand.name"
	BrandCaption  = "brand.caption"
	BrandUpdates  = "brand.updates"
	ServiceList   = "services"
	ItemList      = "items"
	ContactList   = "contacts"
)

// locked is the list of options in the machine's file that it fixes.
const locked = "locked"

// option knows how one option is read. The value is what YAML or a flag gives,
// or a string from the environment.
type option struct {
	name string
	read func(s *Settings, value any) error
	// rebase makes relative paths start from a folder; nil for options that
	// name no files.
	rebase func(s *Settings, folder string)
	// composed options are more than a plain value or a list of them, and are
	// read from files alone.
	composed bool
}

// plain makes an option of a reader and the field that it is for.
func plain[T any](name string, field func(*Settings) *T, read func(any) (T, error)) option {
	return option{name: name, read: func(s *Settings, v any) (err error) {
		*field(s), err = read(v)
		return err
	}}
}

func options() []option {
	modules := plain(Modules, func(s *Settings) *[]string { return &s.Modules }, list)
	modules.rebase = rebaseModules
	root := plain(CARoot, func(s *Settings) *string { return &s.CA.Root }, text)
	root.rebase = rebaseCARoot
	return append([]option{
		modules,
		plain(CAURL, func(s *Settings) *string { return &s.CA.URL }, httpsURL),
		root,
		plain(Proxied, func(s *Settings) *string { return &s.Proxy }, proxy),
		plain(WarnDays, func(s *Settings) *int { return &s.WarnDays }, within(0, maxDays)),
		{name: Timeout, read: func(s *Settings, v any) (err error) {
			s.Timeout, err = seconds(v)
			return err
		}},
		{name: KeygenTimeout, read: func(s *Settings, v any) (err error) {
			s.KeygenTimeout, err = seconds(v)
			return err
		}},
		plain(PINSimple, func(s *Settings) *SimplePIN { return &s.SimplePIN }, oneOf(AdviseSimple, RefuseSimple)),
		plain(Lang, func(s *Settings) *Language { return &s.Language }, language),
		plain(Look, func(s *Settings) *Theme { return &s.Theme }, oneOf(System, Light, Dark)),
		plain(Zoom, func(s *Settings) *int { return &s.Scale }, within(MinScale, MaxScale)),
		plain(Type, func(s *Settings) *TextSize { return &s.TextSize }, oneOf(NormalText, LargeText)),
		plain(Resident, func(s *Settings) *bool { return &s.Background }, yesNo),
		plain(AtLogin, func(s *Settings) *bool { return &s.Autostart }, yesNo),
		plain(NoTray, func(s *Settings) *WithoutTray { return &s.WithoutTray }, oneOf(NoTrayAsk, NoTrayStay, NoTrayQuit)),
		plain(RemindersOn, func(s *Settings) *bool { return &s.Reminders.On }, yesNo),
		plain(RemindersDays, func(s *Settings) *[]int { return &s.Reminders.Days }, days),
		plain(RemindFrom, func(s *Settings) *int { return &s.Reminders.From }, within(0, 24)),
		plain(RemindUntil, func(s *Settings) *int { return &s.Reminders.Until }, within(0, 24)),
		plain(LogLevel, func(s *Settings) *Level { return &s.LogLevel }, oneOf(LogDebug, LogInfo, LogWarn, LogError)),
	}, composedOptions()...)
}

// owner is the option that a name in a file belongs to, which is its own or,
// for one that is composed, the part before a dot.
func owner(name string) (option, bool) {
	for _, o := range options() {
		if o.name == name || o.composed && strings.HasPrefix(name, o.name+".") {
			return o, true
		}
	}
	return option{}, false
}

func known(name string) bool {
	return slices.ContainsFunc(options(), func(o option) bool { return o.name == name })
}

// Check tells whether an option could be set to a value, which is what [Save]
// takes or what a person has typed. The error is a *ValueError, or an *Error
// that says which part of the value is meant.
func Check(name string, value any) error {
	o, ok := owner(name)
	if !ok || o.name != name {
		return &ValueError{Fault: NoOption, Value: name}
	}
	return o.read(new(Settings), value)
}

// variable is the option's environment variable.
func (o option) variable() string {
	return "UKEY_" + strings.ToUpper(strings.ReplaceAll(o.name, ".", "_"))
}

// rebaseModules leaves the bare name of a library as it is: the system looks
// for it in its own folders.
func rebaseModules(s *Settings, folder string) {
	for i, path := range s.Modules {
		if !filepath.IsAbs(path) && filepath.Base(path) != path {
			s.Modules[i] = filepath.Join(folder, path)
		}
	}
}

func rebaseCARoot(s *Settings, folder string) {
	if s.CA.Root != "" && !filepath.IsAbs(s.CA.Root) {
		s.CA.Root = filepath.Join(folder, s.CA.Root)
	}
}
