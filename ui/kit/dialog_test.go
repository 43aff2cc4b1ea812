package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// stageFor opens a window to put dialogs on.
func stageFor(t *testing.T, keys func(*fyne.KeyEvent)) *Stage {
	t.Helper()
	useOurTheme(t)
	w := test.NewTempWindow(t, NewButton("behind", Secondary, nil))
	w.Resize(fyne.NewSize(800, 600))
	return NewStage(w.Canvas(), keys)
}

func (s *Stage) press(name fyne.KeyName) {
	event := &fyne.KeyEvent{Name: name}
	if f := s.canvas.Focused(); f != nil {
		f.TypedKey(event)
		return
	}
	s.canvas.OnTypedKey()(event)
}

func TestEnterAndEscapeReachTheDialogFromWhateverHasTheFocus(t *testing.T) {
	s := stageFor(t, nil)
	entry := NewPINEntry()
	check := NewCheck("I declare", nil)
	for name, first := range map[string]fyne.Focusable{"nothing": nil, "an entry": entry, "a check": check} {
		t.Run(name, func(t *testing.T) {
			var entered, escaped int
			d := s.NewDialog(300)
			entry.OnSubmitted = func(string) { entered++ }
			d.Present(Content{
				Title: "t", Body: Column(0, entry, check), First: first,
				Enter: func() { entered++ }, Escape: func() { escaped++ },
			})
			s.press(fyne.KeyReturn)
			s.press(fyne.KeyEscape)
			if entered != 1 || escaped != 1 {
				t.Errorf("Enter came %d times, Esc %d", entered, escaped)
			}
			d.Close()
		})
	}
}

func TestOnlyTheDialogInFrontHasTheKeys(t *testing.T) {
	var window int
	s := stageFor(t, func(*fyne.KeyEvent) { window++ })
	var back, front int
	a, b := s.NewDialog(300), s.NewDialog(300)
	a.Present(Content{Body: Body("a"), Escape: func() { back++; a.Close() }})
	b.Present(Content{Body: Body("b"), Escape: func() { front++; b.Close() }})
	s.press(fyne.KeyEscape)
	if front != 1 || back != 0 {
		t.Errorf("front %d, back %d", front, back)
	}
	s.press(fyne.KeyEscape)
	s.press(fyne.KeyEscape)
	if back != 1 || window != 1 || s.Busy() {
		t.Errorf("back %d, window %d, busy %v", back, window, s.Busy())
	}
}

func TestClosingADialogClosesWhatWasOpenedOverIt(t *testing.T) {
	s := stageFor(t, nil)
	closed := 0
	a, b := s.NewDialog(300), s.NewDialog(300)
	for _, d := range []*Dialog{a, b} {
		d.OnClose = func() { closed++ }
		d.Present(Content{Body: Body("x")})
	}
	a.Close()
	a.Close()
	if closed != 2 || s.Busy() {
		t.Errorf("closed %d, busy %v", closed, s.Busy())
	}
}

func TestTabStaysInsideTheDialog(t *testing.T) {
	s := stageFor(t, nil)
	first, second := NewButton("1", Secondary, nil), NewButton("2", Primary, nil)
	s.NewDialog(300).Present(Content{Body: Body("x"), Buttons: []*Button{first, second}, First: first})
	s.canvas.FocusNext()
	if s.canvas.Focused() != fyne.Focusable(second) {
		t.Error("Tab did not go to the second button")
	}
	s.canvas.FocusNext()
	if s.canvas.Focused() != fyne.Focusable(first) {
		t.Error("Tab left the dialog")
	}
}

func TestADialogIsNeverHigherThanItsWindow(t *testing.T) {
	s := stageFor(t, nil)
	d := s.NewDialog(300)
	long := Column(0)
	for range 80 {
		long.Add(Body(paragraph).Wrapped())
	}
	d.Present(Content{Body: long, Buttons: []*Button{NewButton("OK", Primary, nil)}})
	if pos, size := d.Card(); pos.Y < 0 || pos.Y+size.Height > 600 {
		t.Errorf("the card lies from %v, %v high", pos.Y, size.Height)
	}
}

func TestADisabledButtonDoesNothing(t *testing.T) {
	useOurTheme(t)
	pressed := 0
	b := NewButton("x", Primary, func() { pressed++ })
	b.Disable()
	b.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	test.Tap(b)
	b.Enable()
	b.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnter})
	if pressed != 1 {
		t.Errorf("pressed %d times", pressed)
	}
}

func TestTakeEmptiesTheEntry(t *testing.T) {
	useOurTheme(t)
	e := NewPINEntry()
	e.SetText("123456")
	if got := string(e.Take()); got != "123456" || e.Text != "" {
		t.Errorf("took %q, left %q", got, e.Text)
	}
}

func TestNothingMovesOnceItIsOffTheScreen(t *testing.T) {
	s := stageFor(t, nil)
	d := s.NewDialog(300)
	present := func() *widget.ProgressBarInfinite {
		line := NewBusy()
		d.Present(Content{Body: Column(0, line)})
		bar := line.Objects[0].(*widget.ProgressBarInfinite)
		test.WidgetRenderer(bar)
		if bar.Start(); !bar.Running() {
			t.Fatal("the line does not move while it is shown")
		}
		return bar
	}
	first := present()
	second := present()
	if first.Running() {
		t.Error("a line that was replaced still moves")
	}
	d.Close()
	if second.Running() {
		t.Error("a line of a closed dialog still moves")
	}
}
