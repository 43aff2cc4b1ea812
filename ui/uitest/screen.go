// Package uitest is what the tests of the screens share: a window on Fyne's
// test driver that is pressed, typed into and read as a person does it, and
// the comparison of what it looks like with a picture that was kept.
package uitest

import (
	"image/color"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"ukey/ui/kit"
	"ukey/ui/screen"
	"ukey/ui/words"
	"ukey/ui/work"
)

// Screen is a window on Fyne's test driver. The test's goroutine is Fyne's:
// what workers post waits in a queue until the test pumps it with Until.
type Screen struct {
	T   testing.TB
	App fyne.App
	Win fyne.Window // set by Open, or by the test
	// Look is how the person has it.
	Look Look

	queue chan func()
}

// Sizes of the window: the one that it starts with, and the least one.
var (
	Normal = fyne.NewSize(1000, 660)
	Small  = fyne.NewSize(860, 560)
)

// New makes the test's Fyne app. The window is the test's own to open, in the
// look that is told; what that leaves open is as in Usual.
func New(t testing.TB, l Look) *Screen {
	t.Helper()
	forgetFonts()
	s := &Screen{T: t, App: test.NewTempApp(t), Look: l.or(Usual), queue: make(chan func(), 64)}
	moveFynesClock()
	return s
}

// Scale draws the window that much larger, in percent, as on a screen with small
// pixels. The window's size stays in units of 100 percent.
func (s *Screen) Scale(percent float32) {
	s.Win.Canvas().(software.WindowlessCanvas).SetScale(percent / 100)
}

// OnUI is what the window's worker is to run functions on Fyne's goroutine
// with.
func (s *Screen) OnUI(f func()) { s.queue <- f }

// Drain ends the window's tasks by closing, while whoever waits for the queue
// is let go.
func (s *Screen) Drain(closing func()) {
	go func() {
		for range s.queue { // dropped: the window closes
		}
	}()
	closing()
	close(s.queue)
}

// Today is when the screens' tests are set.
var Today = time.Date(2026, 11, 22, 1, 0, 0, 0, time.UTC)

// Open opens an empty window for a screen that stands on its own, and returns
// what the screen is handed.
func Open(t testing.TB, l Look, size fyne.Size) (*Screen, screen.Host) {
	t.Helper()
	s := New(t, l)
	s.App.Settings().SetTheme(s.Look.theme())
	s.Win = s.App.NewWindow("")
	s.Win.SetPadded(false)
	s.Win.SetContent(kit.NewSurface(theme.ColorNameBackground))
	s.Win.Resize(size)
	s.Win.Show()
	worker := work.New(s.OnUI)
	t.Cleanup(func() {
		s.Drain(worker.Close)
		s.Win.Close()
	})
	return s, screen.Host{
		Stage: kit.NewStage(s.Win.Canvas(), func(*fyne.KeyEvent) {}),
		Words: words.New(s.Look.Language), Work: worker,
		Clock:  func() time.Time { return Today },
		Copy:   func(_, text string) { s.App.Clipboard().SetContent(text) },
		Save:   func(string, string, []byte) {},
		Browse: func(string) {},
		Help:   func(string) {},
	}
}

// moveFynesClock tells Fyne what time it is. It drops the renderers of widgets
// that were not used for a minute, by a clock that stands still until something
// is drawn: after a minute of tests that draw nothing, the first picture would
// lose what has just been made.
func moveFynesClock() {
	c := software.NewCanvas()
	c.SetContent(canvas.NewRectangle(color.Black))
	c.Capture()
}

// Until runs what the workers have posted until the claim holds.
func (s *Screen) Until(what string, holds func() bool) {
	s.T.Helper()
	deadline := time.After(10 * time.Second)
	for !holds() {
		select {
		case f := <-s.queue:
			f()
		case <-deadline:
			s.T.Fatalf("waited in vain for: %s; the screen says:\n%s", what, s.Text())
		}
	}
}

// Press presses a button by its label, in the dialog if one is open.
func (s *Screen) Press(label string) {
	s.T.Helper()
	if b := s.Button(label); b != nil {
		b.Press()
		return
	}
	s.T.Fatalf("no button %q on the screen; it says:\n%s", label, s.Text())
}

// Button finds a visible button by its label, in the dialog if one is open.
func (s *Screen) Button(label string) *kit.Button {
	var found *kit.Button
	s.Walk(func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok && b.Label() == label {
			found = b
		}
	})
	return found
}

// Key presses a key where the focus is.
func (s *Screen) Key(name fyne.KeyName) {
	c := s.Win.Canvas()
	event := &fyne.KeyEvent{Name: name}
	if f := c.Focused(); f != nil {
		f.TypedKey(event)
		return
	}
	c.OnTypedKey()(event)
}

// Write types into what has the focus.
func (s *Screen) Write(text string) {
	s.T.Helper()
	f := s.Win.Canvas().Focused()
	if f == nil {
		s.T.Fatal("nothing has the focus")
	}
	test.Type(f, text)
}

// Tab moves the focus on.
func (s *Screen) Tab() { s.Win.Canvas().FocusNext() }

// Walk visits everything that can be seen: the dialog in front, or the window.
func (s *Screen) Walk(visit func(fyne.CanvasObject)) {
	root := s.Win.Canvas().Overlays().Top()
	if root == nil {
		root = s.Win.Canvas().Content()
	}
	walk(root, visit)
}

func walk(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if !o.Visible() {
		return
	}
	visit(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			walk(child, visit)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			walk(child, visit)
		}
	}
}

// Text is everything that can be read, a line for each text.
func (s *Screen) Text() string {
	var lines []string
	s.Walk(func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *kit.Text:
			lines = append(lines, o.Text())
		case *canvas.Text:
			lines = append(lines, o.Text)
		}
	})
	return strings.Join(lines, "\n")
}

// Says fails the test unless the texts are on the screen: in the dialog if one
// is open, else in the window.
func (s *Screen) Says(texts ...string) {
	s.T.Helper()
	seen := s.Text()
	for _, text := range texts {
		if !Contains(seen, text) {
			s.T.Errorf("%q is not on the screen; it says:\n%s", text, seen)
		}
	}
}

// Contains looks for a text whatever lines it is broken into.
func Contains(in, text string) bool {
	fold := func(s string) string { return strings.NewReplacer("\n", "", " ", "").Replace(s) }
	return strings.Contains(fold(in), fold(text))
}
