package kit

import (
	"testing"

	"fyne.io/fyne/v2"
)

// form is a content with many buttons, as high as it is drawn anew.
func form(buttons int, more ...*Button) (Content, []fyne.CanvasObject) {
	body := Column(8)
	for range buttons {
		body.Add(NewButton("x", Secondary, nil))
	}
	return Content{Body: body, Buttons: append(more, NewButton("OK", Primary, nil))}, body.Objects
}

func TestRedrawingLeavesScrollAndFocusWhereTheyAre(t *testing.T) {
	s := stageFor(t, nil)
	d := s.NewDialog(400)
	c, rows := form(40)
	d.Present(c)
	s.canvas.Focus(rows[30].(fyne.Focusable))
	offset := d.Offset()
	if offset.Y == 0 {
		t.Fatal("the row is in view without scrolling")
	}
	c, rows = form(41)
	d.Redraw(c)
	if s.canvas.Focused() != rows[30].(fyne.Focusable) || d.Offset() != offset {
		t.Errorf("the focus is at %v, scrolled from %v to %v", s.canvas.Focused(), offset, d.Offset())
	}
	c, rows = form(5)
	d.Redraw(c)
	if s.canvas.Focused() != rows[4].(fyne.Focusable) {
		t.Error("when the row is gone, the focus is not at the last one")
	}
}

func TestRedrawingUnderAnotherDialogKeepsTheFocusForLater(t *testing.T) {
	s := stageFor(t, nil)
	d, front := s.NewDialog(400), s.NewDialog(300)
	c, rows := form(10)
	d.Present(c)
	s.canvas.Focus(rows[3].(fyne.Focusable))
	front.Present(Content{Body: Body("x")})
	c, rows = form(10)
	d.Redraw(c)
	front.Close()
	if s.canvas.Focused() != rows[3].(fyne.Focusable) {
		t.Errorf("the focus comes back to %v", s.canvas.Focused())
	}
}

func TestTheButtonThatHasTheFocusMayBeJoinedByOthers(t *testing.T) {
	s := stageFor(t, nil)
	d := s.NewDialog(400)
	c, _ := form(2)
	c.First = c.Buttons[0]
	d.Present(c)
	c, _ = form(2, NewButton("Cancel", Secondary, nil))
	d.Redraw(c)
	if s.canvas.Focused() != fyne.Focusable(c.Buttons[1]) {
		t.Error("the focus has left the primary button")
	}
}

func TestKeysReachTheDialogWhileItsFirstButtonIsDisabled(t *testing.T) {
	s := stageFor(t, nil)
	escaped := 0
	d := s.NewDialog(400)
	c, _ := form(1)
	c.First, c.Escape = c.Buttons[0], func() { escaped++ }
	d.Present(c)
	c, _ = form(1)
	c.First, c.Escape = c.Buttons[0], func() { escaped++ }
	c.Buttons[0].Disable()
	d.Redraw(c)
	if s.canvas.Focused() != nil {
		t.Errorf("the focus is at %v, which is not on the screen", s.canvas.Focused())
	}
	if s.press(fyne.KeyEscape); escaped != 1 {
		t.Errorf("Esc came %d times", escaped)
	}
}

func TestPageKeysTurnADialogWithoutAnythingToFocus(t *testing.T) {
	s := stageFor(t, nil)
	d := s.NewDialog(300)
	long := Column(0)
	for range 80 {
		long.Add(Body(paragraph).Wrapped())
	}
	done := NewButton("OK", Primary, nil)
	d.Present(Content{Body: long, Buttons: []*Button{done}, First: done})
	s.press(fyne.KeyPageDown)
	if d.Offset().Y == 0 {
		t.Error("PageDown does nothing")
	}
	s.press(fyne.KeyPageUp)
	if d.Offset().Y != 0 {
		t.Error("PageUp does not lead back")
	}
}
