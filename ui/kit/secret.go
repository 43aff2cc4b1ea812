package kit

import (
	"strings"

	"fyne.io/fyne/v2"
)

// NewPINEntry returns an entry whose text is hidden until Reveal. It can be
// pasted into, and nothing can be copied out of it, seen or not.
func NewPINEntry() *Entry {
	e := NewEntry()
	e.Password, e.secret = true, true
	// Fyne would put an eye here, which the keyboard does not reach.
	e.ActionItem = Gap(0, 0)
	return e
}

// Reveal shows the text of a PIN entry, or hides it again.
func (e *Entry) Reveal(on bool) {
	e.Password = !on
	e.Refresh()
}

// TypedShortcut belongs to Fyne.
func (e *Entry) TypedShortcut(shortcut fyne.Shortcut) {
	if e.secret {
		switch s := shortcut.(type) {
		case *fyne.ShortcutCopy, *fyne.ShortcutCut:
			return
		case *fyne.ShortcutPaste:
			shortcut = &fyne.ShortcutPaste{Clipboard: trimmed{s.Clipboard}}
		}
	}
	e.Entry.TypedShortcut(shortcut)
}

// TappedSecondary belongs to Fyne, whose menu offers to copy what can be seen.
func (e *Entry) TappedSecondary(at *fyne.PointEvent) {
	seen := e.Password
	e.Password = seen || e.secret
	e.Entry.TappedSecondary(at)
	e.Password = seen
}

// trimmed is a clipboard without what is taken along by copying from a mail or a
// table: a line's end, a tab, spaces.
type trimmed struct{ fyne.Clipboard }

// Content belongs to Fyne.
func (t trimmed) Content() string { return strings.TrimSpace(t.Clipboard.Content()) }

// Take returns the text and empties the entry, so that it holds no secret
// longer than needed. What Fyne keeps of it for undoing cannot be wiped.
func (e *Entry) Take() []byte {
	text := []byte(e.Text)
	e.SetText("")
	return text
}
