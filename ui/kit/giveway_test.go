package kit

import (
	"testing"

	"fyne.io/fyne/v2"
)

func TestActsGiveWayToTheWordsBesideThem(t *testing.T) {
	words, acts := Gap(80, 40), Gap(100, 36)
	box := GiveWay(16, 200, words, acts)

	box.Resize(fyne.NewSize(400, box.MinSize().Height))
	if words.Size().Width != 284 || acts.Position().X != 300 || HeightFor(box, 400) != 40 {
		t.Errorf("beside each other: words %v, acts at %v, height %v", words.Size(), acts.Position(), HeightFor(box, 400))
	}

	box.Resize(fyne.NewSize(300, 100)) // leaves the words 184
	if words.Size().Width != 300 || acts.Position() != fyne.NewPos(200, 48) || HeightFor(box, 300) != 84 {
		t.Errorf("under each other: words %v, acts at %v, height %v", words.Size(), acts.Position(), HeightFor(box, 300))
	}
	if box.MinSize().Width != 100 {
		t.Errorf("it wants a width of %v", box.MinSize().Width)
	}
}
