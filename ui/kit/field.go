package kit

import (
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"ukey/ui/look"
)

// Entry is Fyne's entry, except that Esc goes on to the dialog and its edge
// shows focus and fault.
type Entry struct {
	widget.Entry
	// OnLeave is called when the focus has gone elsewhere. May be nil.
	OnLeave func()

	ring   *canvas.Rectangle // around it, while it has the focus
	secret bool              // see NewPINEntry
}

// NewEntry returns an entry of one line.
func NewEntry() *Entry {
	e := &Entry{ring: focusRing()}
	e.Wrapping = fyne.TextWrap(fyne.TextTruncateClip)
	e.ExtendBaseWidget(e)
	return e
}

// Fill sets the text, with the caret behind it: whoever corrects it goes on
// there.
func (e *Entry) Fill(text string) {
	e.CursorRow, e.CursorColumn = 0, utf8.RuneCountInString(text)
	e.SetText(text)
}

// TypedKey belongs to Fyne.
func (e *Entry) TypedKey(event *fyne.KeyEvent) {
	if event.Name == fyne.KeyEscape || event.Name == fyne.KeyF1 {
		passOn(e, event)
		return
	}
	e.Entry.TypedKey(event)
}

// FocusGained belongs to Fyne.
func (e *Entry) FocusGained() { e.showRing(true); e.Entry.FocusGained(); Reveal(e) }

// FocusLost belongs to Fyne.
func (e *Entry) FocusLost() {
	e.showRing(false)
	e.Entry.FocusLost()
	if e.OnLeave != nil {
		e.OnLeave()
	}
}

func (e *Entry) showRing(on bool) {
	e.ring.Hidden = !on
	e.paintRing()
}

func (e *Entry) paintRing() {
	e.ring.StrokeColor = theme.Color(theme.ColorNameFocus)
	e.ring.Refresh()
}

// Refresh belongs to Fyne, which also calls it for new colours.
func (e *Entry) Refresh() { e.paintRing(); e.Entry.Refresh() }

// Field is an entry with a label over it and a line under it for what is wrong.
// Its Box is what is put into a layout.
type Field struct {
	Box   *fyne.Container
	Entry *Entry
	name  *fyne.Container
	fault *Text
	reach func() // after the fault line has changed its height
}

// NewField returns a field. side stands at the right of the label; it may be
// nil. resized is called when the field has become higher or lower.
func NewField(label string, side *Text, entry *Entry, resized func()) *Field {
	f := &Field{Entry: entry, fault: newText("", look.Caption, theme.ColorNameError).Wrapped(), reach: resized}
	f.fault.Hide()
	if side == nil {
		side = Caption("")
	}
	f.name = Row(look.S1, Body(label))
	f.Box = Column(look.S1, GrowRow(look.S2, 0, f.name, side), Layers(entry, entry.ring), f.fault)
	return f
}

// Require marks the field as one that must not be left empty.
func (f *Field) Require() *Field {
	f.name.Add(Body("*").In(theme.ColorNameError))
	return f
}

// Fail shows a sentence under the field. An empty one takes it away.
func (f *Field) Fail(sentence string) {
	if sentence == f.fault.Text() {
		return
	}
	f.fault.Set(sentence, theme.ColorNameError)
	if sentence == "" {
		f.fault.Hide()
	} else {
		f.fault.Show()
	}
	f.reach()
}

// Fault returns the sentence, or "".
func (f *Field) Fault() string { return f.fault.Text() }
