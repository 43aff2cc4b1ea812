package kit

import (
	"testing"

	"fyne.io/fyne/v2"
)

// TestNoTextIsBrokenBeforeItHasRoom: to break all of a screen's text to no
// width at all took longer than everything else that is done for the screen.
func TestNoTextIsBrokenBeforeItHasRoom(t *testing.T) {
	useOurTheme(t)
	text := Body(paragraph).Wrapped()
	column := Column(0)
	column.Add(GrowRow(0, 0, Inset(1, 1, 1, 1, Layers(text))))
	column.Add(Gap(0, 10))
	column.Refresh()
	least := column.MinSize()
	if text.cut != nil {
		for _, line := range text.cut {
			if line != paragraph {
				t.Fatalf("broken for a width of %v: %q", text.cutFor.width, text.cut)
			}
		}
	}
	if want := text.lineHeight() + 2 + 10; least.Height != want {
		t.Errorf("at least %v high, want one line's %v", least.Height, want)
	}
	column.Resize(fyne.NewSize(200, 400))
	if len(text.cut) < 2 {
		t.Errorf("not broken where there is room: %q", text.cut)
	}
}

func TestTextIsMeasuredAnewWhenItChanges(t *testing.T) {
	useOurTheme(t)
	text := Body("短")
	short := text.MinSize()
	text.Set("长得多的一句话", text.colour)
	long := text.MinSize()
	if bold := text.Bold().MinSize(); long.Width <= short.Width || bold.Width <= 0 {
		t.Errorf("%v, %v, %v", short, long, bold)
	}
}
