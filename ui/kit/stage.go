package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Stage is one window's canvas with the dialogs on it. It has the keys that
// no focused widget took.
type Stage struct {
	canvas  fyne.Canvas
	dialogs []*Dialog
	keys    func(*fyne.KeyEvent) // the window's own, while no dialog is open
	// Help opens a help article by its ID, the list of all if that is empty. May
	// be nil.
	Help func(article string)
}

// NewStage takes over the canvas's keys. keys is given those that are pressed
// while no dialog is open.
func NewStage(c fyne.Canvas, keys func(*fyne.KeyEvent)) *Stage {
	s := &Stage{canvas: c, keys: keys}
	c.SetOnTypedKey(s.typed)
	return s
}

// Focus gives the focus to a widget of the window.
func (s *Stage) Focus(o fyne.Focusable) { s.canvas.Focus(o) }

// Bind has Ctrl (on a Mac ⌘) and a key do something, unless what has the focus
// takes shortcuts itself, until it is released.
func (s *Stage) Bind(key fyne.KeyName, act func()) (release func()) {
	shortcut := &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}
	s.canvas.AddShortcut(shortcut, func(fyne.Shortcut) { act() })
	return func() { s.canvas.RemoveShortcut(shortcut) }
}

// Busy tells whether a dialog or a menu is open.
func (s *Stage) Busy() bool { return s.canvas.Overlays().Top() != nil }

// Focused is what has the focus in front; nil if nothing has.
func (s *Stage) Focused() fyne.Focusable { return s.canvas.Focused() }

// Top is the dialog in front, or nil.
func (s *Stage) Top() *Dialog {
	if len(s.dialogs) == 0 {
		return nil
	}
	return s.dialogs[len(s.dialogs)-1]
}

func (s *Stage) typed(event *fyne.KeyEvent) {
	if top := s.Top(); top != nil {
		top.typed(event)
		return
	}
	s.keys(event)
}

// passOn hands a key that o had no use for to the stage of its window.
func passOn(o fyne.CanvasObject, event *fyne.KeyEvent) {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil {
		return
	}
	if typed := c.OnTypedKey(); typed != nil {
		typed(event)
	}
}

// isEnter tells the two Enter keys from others.
func isEnter(event *fyne.KeyEvent) bool {
	return event.Name == fyne.KeyReturn || event.Name == fyne.KeyEnter
}
