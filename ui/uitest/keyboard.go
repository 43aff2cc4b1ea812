package uitest

import (
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"ukey/ui/kit"
)

// ShiftTab moves the focus back.
func (s *Screen) ShiftTab() { s.Win.Canvas().FocusPrevious() }

// TabTo presses Tab until the focus is where it is wanted, and holds every stop
// on the way to being in view. what names the place if there is none.
func (s *Screen) TabTo(what string, wanted func(fyne.Focusable) bool) {
	s.T.Helper()
	const far = 80 // is more than any screen has
	for range far {
		if f := s.Win.Canvas().Focused(); f != nil && wanted(f) {
			s.FocusInView()
			return
		}
		s.Tab()
		s.FocusInView()
	}
	s.T.Fatalf("Tab does not lead to %s; the screen says:\n%s", what, s.Text())
}

// TabToButton presses Tab until a button with that label has the focus.
func (s *Screen) TabToButton(label string) {
	s.T.Helper()
	s.TabTo("the button "+label, func(f fyne.Focusable) bool {
		switch f := f.(type) {
		case *kit.Button:
			return f.Label() == label
		case *kit.ToolButton:
			return f.Label() == label
		}
		return false
	})
}

// FocusInView fails the test if nothing has the focus, or something that cannot
// be seen: hidden, scrolled away, or outside the window. Of a tree that is
// higher than its room it is the selected row that has to be seen.
func (s *Screen) FocusInView() {
	s.T.Helper()
	c := s.Win.Canvas()
	focused, ok := c.Focused().(fyne.CanvasObject)
	if !ok {
		s.T.Fatalf("nothing has the focus; the screen says:\n%s", s.Text())
	}
	root := c.Overlays().Top()
	if root == nil {
		root = c.Content()
	}
	if o, ok := focused.(*kit.Outline); ok {
		focused = selectedRow(o)
	}
	seen, found := visiblePart(root, focused, root.Position(), area{size: c.Size()})
	if !found {
		s.T.Fatalf("the focus is at %s, which is not on the screen", name(focused))
	}
	if whole := focused.Size(); seen.size.Height < whole.Height-1 || seen.size.Width < whole.Width-1 {
		s.T.Fatalf("of %s, which has the focus, only %v of %v can be seen", name(focused), seen.size, whole)
	}
}

// selectedRow is the row of a tree that is selected, the first one if none is.
func selectedRow(o *kit.Outline) fyne.CanvasObject {
	at := slices.IndexFunc(o.Rows(), func(r kit.OutlineRow) bool { return r.ID == o.Selected() })
	return test.WidgetRenderer(o).Objects()[max(at, 0)]
}

// name says which widget it is.
func name(o fyne.CanvasObject) string {
	if b, ok := o.(*kit.Button); ok {
		return fmt.Sprintf("the button %q", b.Label())
	}
	return fmt.Sprintf("a %T", o)
}

// area is a part of the window.
type area struct {
	at   fyne.Position
	size fyne.Size
}

// within is the part of a that is in b.
func (a area) within(b area) area {
	left, top := max(a.at.X, b.at.X), max(a.at.Y, b.at.Y)
	right := min(a.at.X+a.size.Width, b.at.X+b.size.Width)
	bottom := min(a.at.Y+a.size.Height, b.at.Y+b.size.Height)
	return area{fyne.NewPos(left, top), fyne.NewSize(max(right-left, 0), max(bottom-top, 0))}
}

// visiblePart looks for an object under another one, which lies at a place, and
// returns what can be seen of it through the window and what it scrolls in.
func visiblePart(in, o fyne.CanvasObject, at fyne.Position, window area) (area, bool) {
	if !in.Visible() {
		return area{}, false
	}
	here := area{at, in.Size()}
	if in == o {
		return here.within(window), true
	}
	var children []fyne.CanvasObject
	switch in := in.(type) {
	case *fyne.Container:
		children = in.Objects
	case *container.Scroll:
		window = window.within(here)
		children = test.WidgetRenderer(in).Objects()
	case fyne.Widget:
		children = test.WidgetRenderer(in).Objects()
	}
	for _, child := range children {
		if part, found := visiblePart(child, o, at.Add(child.Position()), window); found {
			return part, true
		}
	}
	return area{}, false
}
