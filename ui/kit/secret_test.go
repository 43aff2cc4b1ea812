package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

func TestNothingIsCopiedOutOfAPINEntry(t *testing.T) {
	useOurTheme(t)
	for name, hidden := range map[string]bool{"hidden": true, "seen": false} {
		for _, shortcut := range []string{"copy", "cut"} {
			e, clipboard := NewPINEntry(), test.NewClipboard()
			e.SetText("690417")
			e.Reveal(!hidden)
			e.TypedShortcut(&fyne.ShortcutSelectAll{})
			if shortcut == "copy" {
				e.TypedShortcut(&fyne.ShortcutCopy{Clipboard: clipboard})
			} else {
				e.TypedShortcut(&fyne.ShortcutCut{Clipboard: clipboard})
			}
			if got := clipboard.Content(); got != "" || e.Text != "690417" {
				t.Errorf("%s, %s: the clipboard has %q, the entry %q", name, shortcut, got, e.Text)
			}
		}
	}
}

func TestTheMenuOfASeenPINDoesNotOfferToCopyIt(t *testing.T) {
	s := stageFor(t, nil)
	e := NewPINEntry()
	s.NewDialog(300).Present(Content{Body: e, First: e})
	e.SetText("690417")
	e.Reveal(true)
	e.TappedSecondary(&fyne.PointEvent{})
	var offered int
	for _, o := range test.WidgetRenderer(s.canvas.Overlays().Top().(fyne.Widget)).Objects() {
		if menu, ok := o.(*widget.PopUpMenu); ok {
			offered = len(menu.Items)
		}
	}
	if offered != 2 { // to paste, to select all
		t.Errorf("the menu has %d items", offered)
	}
	if e.Password {
		t.Error("the PIN was hidden by it")
	}
}

func TestAPastedPINIsTakenWithoutWhatIsAroundIt(t *testing.T) {
	useOurTheme(t)
	for _, text := range []string{"690417\r\n", "\t690417\t", " 690417 \n", "690417"} {
		e, clipboard := NewPINEntry(), test.NewClipboard()
		clipboard.SetContent(text)
		e.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clipboard})
		if e.Text != "690417" {
			t.Errorf("of %q the entry has %q", text, e.Text)
		}
	}
}

func TestAnEmptiedPINEntryBringsNothingBack(t *testing.T) {
	useOurTheme(t)
	e := NewPINEntry()
	test.Type(e, "690417")
	e.Take()
	e.Undo()
	if e.Text != "" {
		t.Errorf("undoing brings back %d characters", len(e.Text))
	}
}
