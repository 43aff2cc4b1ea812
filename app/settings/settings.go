package settings

import (
	"slices"
	"time"
)

// Settings are the values in force. They are read once and never change.
type Settings struct {
	// Modules are the PKCS#11 libraries to use, in order. Empty means those
	// that are found on this machine; see package discovery.
	Modules []string
	CA      CA
	// WarnDays is how long before its end a certificate counts as expiring,
	// 0 to 3650.
	WarnDays int
	// Timeout and KeygenTimeout are how long a driver may take for one call,
	// and for making a key, before its process is ended; 1 s to 1 h.
	Timeout, KeygenTimeout time.Duration
	// SimplePIN is what becomes of a new PIN that is easily guessed.
	SimplePIN SimplePIN
	Language  Language
	Theme     Theme
	// Scale is how large everything in the window is, in percent, 100 to 200.
	Scale    int
	TextSize TextSize
	// Background tells whether the resident program goes on, with its icon and
	// its reminders, when the window is closed.
	Background bool
	// Autostart tells whether the resident program starts when the person logs
	// in.
	Autostart bool
	// WithoutTray is what closing the window means where no icon would tell that
	// the resident program goes on.
	WithoutTray WithoutTray
	Reminders   Reminders
	// Proxy is how the CA is reached: ProxySystem, ProxyNone or the http, https
	// or socks5 URL of one.
	Proxy string
	// LogLevel is the least that is written into the log.
	LogLevel Level
	Brand    Brand
	// Services are the sites under 热门应用, Items the further rows of 证照更新,
	// Contacts those who help.
	Services []Service
	Items    []Item
	Contacts []Contact
	// LockedOptions are those that the administrator has fixed.
	LockedOptions []string
	// Notices are things in the sources that had no effect.
	Notices []Notice
}

// CA is the service that renews certificates.
type CA struct {
	URL  string // https, empty if none is set up
	Root string // PEM file with the roots that are trusted for it
}

// Language is one that the programs speak.
type Language string

// The languages, as BCP 47 tags.
const (
	Chinese Language = "zh-Hans"
	English Language = "en"
)

// Theme is the look of the window.
type Theme string

// The themes. System follows the desktop.
const (
	System Theme = "system"
	Light  Theme = "light"
	Dark   Theme = "dark"
)

// WithoutTray is what becomes of the resident program on a desktop without a
// tray, if Background is set.
type WithoutTray string

// The choices.
const (
	NoTrayAsk  WithoutTray = "ask"
	NoTrayStay WithoutTray = "stay" // it goes on, for the reminders
	NoTrayQuit WithoutTray = "quit"
)

// TextSize is how large type is beside everything else.
type TextSize string

// The sizes of type.
const (
	NormalText TextSize = "normal"
	LargeText  TextSize = "large"
)

// The range of Settings.Scale.
const (
	MinScale = 100
	MaxScale = 200
)

// Level is how much is written into the log.
type Level string

// The levels, each with those after it.
const (
	LogDebug Level = "debug"
	LogInfo  Level = "info"
	LogWarn  Level = "warn"
	LogError Level = "error"
)

// SimplePIN says how a new PIN is taken that is among those guessed first.
type SimplePIN string

// The ways: a person is advised against it, or cannot have it.
const (
	AdviseSimple SimplePIN = "advise"
	RefuseSimple SimplePIN = "refuse"
)

// Reminders are when a person is told that a certificate ends.
type Reminders struct {
	On bool
	// Days are the numbers of days left at which there is a reminder, the
	// largest first; each 1 to 3650. Once a certificate has expired there is one
	// a day.
	Days []int
	// From and Until are the hours of the day, 0 to 24, between which there are
	// reminders, in the zone the person is in; Until before From is on the next
	// day, and twice the same is all day.
	From, Until int
}

// The proxies that are no URL.
const (
	ProxySystem = "system" // HTTPS_PROXY and the like, or what Windows is set to
	ProxyNone   = "none"
)

// The time limits of a driver. A smart card takes seconds for a signature, and
// a minute or two for an RSA key.
const (
	DefaultTimeout       = 20 * time.Second
	DefaultKeygenTimeout = 120 * time.Second
)

// DefaultWarnDays is a certificate authority's usual renewal window.
const DefaultWarnDays = 90

// DefaultReminders are the days left at which people are reminded.
func DefaultReminders() []int { return []int{90, 60, 30, 15, 7, 3, 1} }

// The hours of a day between which people are reminded: a computer that is left
// on is to wake nobody at midnight.
const (
	DefaultRemindFrom  = 8
	DefaultRemindUntil = 20
)

// maxDays is longer than any certificate on a key lives.
const maxDays = 3650

// Notice is a setting that was found and not used.
type Notice struct {
	Kind NoticeKind
	// Option is empty for Untrusted.
	Option string
	// Source is a file, an environment variable or a flag.
	Source string
}

// NoticeKind says why a setting was not used.
type NoticeKind string

// The kinds.
const (
	// Locked: the administrator has fixed the option.
	Locked NoticeKind = "locked"
	// Unknown: there is no such option; it may be mistyped, or belong to
	// another version of the program.
	Unknown NoticeKind = "unknown"
	// Untrusted: the machine's file is not the administrator's.
	Untrusted NoticeKind = "untrusted"
)

// Locked tells whether the administrator has fixed an option.
func (s *Settings) Locked(option string) bool { return slices.Contains(s.LockedOptions, option) }
