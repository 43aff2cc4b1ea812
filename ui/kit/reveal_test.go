package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

func TestWhatGetsTheFocusIsScrolledIntoView(t *testing.T) {
	s := stageFor(t, nil)
	d := s.NewDialog(400)
	list := Column(8)
	for range 40 {
		list.Add(NewButton("x", Secondary, nil))
	}
	d.Present(Content{Body: list, First: list.Objects[0].(fyne.Focusable)})
	scroll := d.body.Objects[0].(*fyne.Container).Objects[0].(*container.Scroll)
	seen := func(i int) bool {
		o := list.Objects[i]
		top := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y
		from := fyne.CurrentApp().Driver().AbsolutePositionForObject(scroll).Y
		return top >= from && top+o.Size().Height <= from+scroll.Size().Height
	}
	if !seen(0) || seen(39) {
		t.Fatal("the list does not need to scroll")
	}
	for i := range 40 {
		if !seen(i) {
			t.Fatalf("button %d has the focus and cannot be seen", i)
		}
		s.canvas.FocusNext()
	}
	s.canvas.Focus(list.Objects[2].(fyne.Focusable))
	if !seen(2) {
		t.Error("the way back up does not scroll")
	}
}
