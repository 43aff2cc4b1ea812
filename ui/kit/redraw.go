package kit

import (
	"slices"

	"fyne.io/fyne/v2"
)

// Redraw shows the content of an open dialog as it is now. Unlike Present it
// leaves the person where he is: what the body is scrolled to stays, and the
// focus is at the same place, if there is anything at that place still that can
// have it.
func (d *Dialog) Redraw(c Content) {
	if !d.open {
		d.Present(c)
		return
	}
	at := d.left
	if d.stage.Top() == d {
		at = d.spot()
	}
	if there := c.parts()[at.part]; len(there) > 0 {
		if f := there[min(at.nth, len(there)-1)]; !disabled(f) {
			c.First = f
		}
	}
	var offset fyne.Position
	if d.scroll != nil {
		offset = d.scroll.Offset
	}
	d.Present(c)
	if d.scroll != nil {
		ScrollTo(d.scroll, offset) // what gets the focus scrolls itself into view
	}
}

// spot is a place in a dialog: the nth of what can have the focus in one of its
// parts.
type spot struct {
	part part
	nth  int
}

// part is a part of a dialog.
type part int

const (
	nowhere part = iota
	inBody
	atLeft  // of the buttons
	inOrder // a button, counted from the primary one: others come and go before it
)

// parts are what can have the focus in each part of a content.
func (c Content) parts() map[part][]fyne.Focusable {
	all := map[part][]fyne.Focusable{}
	for at, o := range map[part]fyne.CanvasObject{inBody: c.Body, atLeft: c.Side} {
		if o != nil {
			all[at] = Focusables(o)
		}
	}
	for _, b := range slices.Backward(c.Buttons) {
		all[inOrder] = append(all[inOrder], b)
	}
	return all
}

// spot is where the focus is; nowhere if it is in no part that is drawn anew.
func (d *Dialog) spot() spot {
	focused := d.stage.canvas.Focused()
	for at, all := range d.content.parts() {
		if i := slices.Index(all, focused); focused != nil && i >= 0 {
			return spot{at, i}
		}
	}
	return spot{}
}

// disabled tells whether something cannot have the focus now.
func disabled(f fyne.Focusable) bool {
	d, ok := f.(fyne.Disableable)
	return ok && d.Disabled()
}

// Offset is what the body is scrolled to.
func (d *Dialog) Offset() fyne.Position {
	if d.scroll == nil {
		return fyne.Position{}
	}
	return d.scroll.Offset
}
