package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// press is what all clickable widgets share: mouse, keyboard, focus and
// whether they are enabled. A widget embeds it, calls be with itself
// and draws according to the fields.
type press struct {
	widget.DisableableWidget
	self             fyne.CanvasObject // the widget that embeds this
	act              func()
	hovered, focused bool
}

// be makes p the lower half of w.
func (p *press) be(w fyne.Widget, act func()) {
	p.self, p.act = w, act
	p.ExtendBaseWidget(w)
}

// Tapped belongs to Fyne.
func (p *press) Tapped(*fyne.PointEvent) { p.Press() }

// OnPress replaces what a click does.
func (p *press) OnPress(act func()) { p.act = act }

// Press does what a click does. A disabled one does nothing.
func (p *press) Press() {
	if !p.Disabled() && p.act != nil {
		p.act()
	}
}

// MouseIn belongs to Fyne.
func (p *press) MouseIn(*desktop.MouseEvent) { p.hovered = true; p.Refresh() }

// MouseMoved belongs to Fyne.
func (p *press) MouseMoved(*desktop.MouseEvent) {}

// MouseOut belongs to Fyne.
func (p *press) MouseOut() { p.hovered = false; p.Refresh() }

// FocusGained belongs to Fyne.
func (p *press) FocusGained() { p.focused = true; p.Refresh(); Reveal(p.self) }

// FocusLost belongs to Fyne.
func (p *press) FocusLost() { p.focused = false; p.Refresh() }

// TypedRune belongs to Fyne.
func (p *press) TypedRune(rune) {}

// TypedKey presses on Space and on Enter, and passes on the others.
func (p *press) TypedKey(event *fyne.KeyEvent) {
	if event.Name == fyne.KeySpace || isEnter(event) {
		p.Press()
		return
	}
	passOn(p.self, event)
}

// Cursor belongs to Fyne.
func (p *press) Cursor() desktop.Cursor {
	if p.Disabled() {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}
