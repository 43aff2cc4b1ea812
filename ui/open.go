package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/app/remind"
	"ukey/app/settings"
	"ukey/ui/chooser"
	"ukey/ui/look"
	"ukey/ui/preferences"
	"ukey/ui/words"
)

// Options say how the window starts. All of them are optional.
type Options struct {
	Settings Settings
	// Preferences keeps what the person chooses under 设置; without it there is no
	// such screen. Restart ends the program and starts it again.
	Preferences preferences.Keeper
	Restart     func()
	// Crashes are offered to the person at the start.
	Crashes Crashes
	// Version is shown in the status bar and under 关于我们.
	Version string
	// Brand is whose program this is, in place of the product's own.
	Brand settings.Brand
	// Services are the tiles under 热门应用; the product's own if there are none.
	Services []settings.Service
	// Items are the rows of 证照更新 beside the certificates, ItemDates when their
	// sites were last opened.
	Items     []settings.Item
	ItemDates ItemDates
	// Contacts are those who help.
	Contacts []settings.Contact
	// Forget ends the reminders of a key that is not plugged in, with what is
	// plugged in now; the error is remind.ErrPluggedIn if it is. Nil if nobody is
	// reminded.
	Forget func(ctx context.Context, key remind.Key, s *app.Snapshot) error
	// Demo is set when the keys are throw-away ones.
	Demo *DemoInfo
	// PINPolicy is that of the verbs, so that the form says beforehand what they
	// would refuse.
	PINPolicy app.PINPolicy
	// CapsLock tells whether Caps Lock is on, and whether that is known. It may
	// take its time.
	CapsLock func() (on, known bool)
	// DesktopTells tells whether the desktop says if it is light or dark, and may
	// take its time; nil is that it does.
	DesktopTells func(context.Context) bool
	// Departure says what closing the window means; nil is that everything ends.
	Departure Departure
	// Chooser is the desktop's own for files; nil is that it has none. Folders
	// are looked into first.
	Chooser chooser.Chooser
	Folders Folders
	// Clock is time.Now if nil.
	Clock func() time.Time

	// onUI replaces fyne.Do in tests.
	onUI func(func())
	// patience is how long the first frame waits for the keys.
	patience time.Duration
}

// Settings are the window's looks, which a person can choose.
type Settings struct {
	Language words.Language // Chinese if empty
	Theme    look.Mode      // as the desktop if empty
	TextSize look.TextSize  // normal if empty
	// Scale is how large everything is, in percent, 100 to 200. Zero leaves it
	// to what Fyne itself is set to.
	Scale int
}

// DemoInfo is what a person needs to know to try the demonstration.
type DemoInfo struct {
	// PIN is that of the throw-away keys, to be shown.
	PIN string
	// Message is the last one to the applicant's phone, or "", to be shown
	// where its code is asked for. Nil means that there is no such phone.
	Message func() string
}

// Open puts the window on the screen and begins to watch the keys; Run, or the
// app's own loop, brings it to life. The app is handed in, so that this package
// needs no graphics driver.
func Open(fyneApp fyne.App, desk Desk, opts Options) *Window {
	if opts.Settings.Language == "" {
		opts.Settings.Language = words.Chinese
	}
	if opts.Settings.Theme == "" {
		opts.Settings.Theme = look.System
	}
	if opts.Clock == nil {
		opts.Clock = time.Now
	}
	if opts.onUI == nil { // tests plug their keys in later
		opts.patience = firstFrameGrace
	}
	return newWindow(fyneApp, desk, opts)
}
