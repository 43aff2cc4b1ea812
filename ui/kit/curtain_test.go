package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// hung is a window behind whose curtain there is a text. It counts how often
// that is made.
func hung(t *testing.T) (w fyne.Window, c *Curtain, text *Text, made *int) {
	t.Helper()
	useOurTheme(t)
	made = new(int)
	text = Body("你好")
	c = NewCurtain(fyne.NewSize(300, 200), func() {
		*made++
		c.Reveal(text)
	})
	w = test.NewTempWindow(t, c)
	w.SetPadded(false)
	return w, c, text, made
}

func TestACurtainIsMeasuredAndLaidOutWithNothingBehindIt(t *testing.T) {
	w, _, _, made := hung(t)
	w.Resize(fyne.NewSize(400, 300))
	w.Content().Refresh()
	if got := w.Content().MinSize(); *made > 0 || got != fyne.NewSize(300, 200) {
		t.Errorf("made %d times, at least %v large", *made, got)
	}
}

func TestDrawingRaisesTheCurtainOnce(t *testing.T) {
	w, c, text, made := hung(t)
	w.Resize(fyne.NewSize(400, 300))
	w.Canvas().Capture()
	c.Raise()
	w.Canvas().Capture()
	if *made != 1 || text.Size() != fyne.NewSize(400, 300) {
		t.Errorf("made %d times, %v large", *made, text.Size())
	}
	w.Resize(fyne.NewSize(500, 300))
	if text.Size().Width != 500 {
		t.Errorf("what is behind the curtain stays %v wide", text.Size().Width)
	}
}

func TestWhatIsBehindARaisedCurtainCanHaveTheFocus(t *testing.T) {
	useOurTheme(t)
	button := NewButton("", Primary, func() {})
	var c *Curtain
	c = NewCurtain(fyne.NewSize(300, 200), func() { c.Reveal(Column(0, button)) })
	w := test.NewTempWindow(t, c)
	c.Raise()
	w.Canvas().Focus(button)
	if w.Canvas().Focused() != button || len(Focusables(c)) != 1 {
		t.Errorf("the focus is on %v; there are %d that can have it", w.Canvas().Focused(), len(Focusables(c)))
	}
}
