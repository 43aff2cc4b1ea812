package kit

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// Only the rows in view are drawn, so that whatever scrolls has to say so: the
// keyboard, a page at a time, and another size of the window.
func TestTheRowsThatComeIntoViewAreDrawn(t *testing.T) {
	useOurTheme(t)
	var rows []OutlineRow
	for i := range 100 {
		rows = append(rows, OutlineRow{ID: fmt.Sprint(i), Title: "x"})
	}
	var o *Outline
	o = NewOutline(func(id string) { o.Select(id) }, nil)
	page, scroll := Page(o)
	scroll.OnScrolled = func(at fyne.Position) { o.InView(at.Y, at.Y+scroll.Size().Height) }
	o.SetRows(rows)
	w := test.NewTempWindow(t, page)
	w.Resize(fyne.NewSize(300, 200))
	drawn := func(after string) {
		t.Helper()
		top, bottom := scroll.Offset.Y, scroll.Offset.Y+scroll.Size().Height
		for i, line := range o.lines {
			y := line.Position().Y
			if seen := y < bottom && y+line.Size().Height > top; seen != line.Visible() {
				t.Fatalf("%s: row %d is in view: %v, drawn: %v", after, i, seen, line.Visible())
			}
		}
	}
	drawn("at first")
	w.Canvas().Focus(o)
	for range 60 {
		o.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	}
	drawn("60 rows down")
	if line := o.lines[59]; o.Selected() != "59" || !line.Visible() {
		t.Errorf("row %s is marked", o.Selected())
	}
	Turn(scroll, -1)
	drawn("a page up")
	w.Resize(fyne.NewSize(300, 400))
	drawn("in a larger window")
}
