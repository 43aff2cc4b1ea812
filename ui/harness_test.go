package ui

import (
	"context"
	"errors"
	"image/color"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"ukey/app"
	"ukey/renew"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/words"
)

func TestMain(m *testing.M) {
	time.Local = time.FixedZone("CST", 8*60*60) // the dates on the screens
	os.Exit(m.Run())
}

// fakeDesk answers as a test says. What is nil must not be called.
type fakeDesk struct {
	snapshots chan *app.Snapshot           // what Watch shows
	plugged   atomic.Pointer[app.Snapshot] // the last of them
	refresh   func(context.Context) *app.Snapshot
	retry     func(ctx context.Context, driver string) *app.Snapshot
	unblock   func(context.Context, token.ID, app.Questions) error
	changePIN func(context.Context, token.ID, app.Questions) error
	renew     func(context.Context, token.ID, app.Questions, func(renew.Event)) (*renew.Result, error)
	fakeOffice
}

func (d *fakeDesk) Refresh(ctx context.Context) *app.Snapshot { return d.refresh(ctx) }

func (d *fakeDesk) Watch(ctx context.Context, show func(*app.Snapshot)) error {
	for {
		select {
		case s := <-d.snapshots:
			show(s)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (d *fakeDesk) Retry(ctx context.Context, driver string) *app.Snapshot {
	return d.retry(ctx, driver)
}

func (d *fakeDesk) UnblockPIN(ctx context.Context, id token.ID, ask app.Questions) error {
	return d.unblock(ctx, id, ask)
}

func (d *fakeDesk) ChangePIN(ctx context.Context, id token.ID, ask app.Questions) error {
	return d.changePIN(ctx, id, ask)
}

func (d *fakeDesk) Renew(ctx context.Context, id token.ID, ask app.Questions, progress func(renew.Event)) (*renew.Result, error) {
	return d.renew(ctx, id, ask, progress)
}

// harness is a window on Fyne's test driver. The test's goroutine is Fyne's:
// what the workers post waits in a queue until the test pumps it.
type harness struct {
	t     *testing.T
	app   fyne.App
	desk  *fakeDesk
	queue chan func()
	*Window
}

// open opens it on a fake desk.
func open(t *testing.T, opts Options) *harness {
	t.Helper()
	desk := &fakeDesk{snapshots: make(chan *app.Snapshot), fakeOffice: fakeOffice{dir: t.TempDir()}}
	desk.refresh = func(context.Context) *app.Snapshot { return desk.plugged.Load() }
	h := openOn(t, desk, opts)
	h.desk = desk
	return h
}

// openOn opens it on any desk.
func openOn(t *testing.T, desk Desk, opts Options) *harness {
	t.Helper()
	h := &harness{t: t, app: test.NewTempApp(t), queue: make(chan func(), 64)}
	moveFynesClock()
	opts.onUI = func(f func()) { h.queue <- f }
	if opts.Clock == nil {
		opts.Clock = func() time.Time { return today }
	}
	if opts.Version == "" {
		opts.Version = "v1.0.0"
	}
	h.Window = Open(h.app, desk, opts)
	h.Window.Show()
	t.Cleanup(func() {
		go func() { // whoever waits for the queue while the window closes
			for f := range h.queue {
				_ = f
			}
		}()
		h.Window.Close()
		close(h.queue)
		h.win.Close()
	})
	return h
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

// chinese is the usual way to open the window.
func chinese() Options {
	return Options{Settings: Settings{Language: words.Chinese, Theme: look.Light}}
}

// until runs what the workers have posted until the claim holds.
func (h *harness) until(what string, holds func() bool) {
	h.t.Helper()
	deadline := time.After(10 * time.Second)
	for !holds() {
		select {
		case f := <-h.queue:
			f()
		case <-deadline:
			h.t.Fatalf("waited in vain for: %s; the screen says:\n%s", what, h.text())
		}
	}
}

// plug shows a snapshot as the drivers' watcher does. What the window offers to
// do about it is put off: most tests are about what stands behind that.
func (h *harness) plug(s *app.Snapshot) {
	h.t.Helper()
	before := h.stage.Top()
	h.plugIn(s)
	if d := h.stage.Top(); d != nil && d != before {
		d.Close()
	}
}

// plugIn shows a snapshot and waits for what the window offers.
func (h *harness) plugIn(s *app.Snapshot) {
	h.t.Helper()
	h.desk.plugged.Store(s)
	h.desk.snapshots <- s
	h.until("the snapshot", func() bool { return h.model.snapshot == s && !h.follower.looking })
}

// title is the open dialog's, or "".
func (h *harness) title() string {
	if d := h.stage.Top(); d != nil {
		return d.Content().Title
	}
	return ""
}

// press presses a button of the open dialog, or of the pane, by its label.
func (h *harness) press(id string) {
	h.t.Helper()
	label := h.words.T(id)
	if b := h.button(label); b != nil {
		b.Press()
		return
	}
	h.t.Fatalf("no button %q on the screen; it says:\n%s", label, h.text())
}

// button finds a visible button by its label, in the dialog if one is open.
func (h *harness) button(label string) *kit.Button {
	var found *kit.Button
	h.walk(func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok && b.Label() == label {
			found = b
		}
	})
	return found
}

// key presses a key where the focus is.
func (h *harness) key(name fyne.KeyName) {
	c := h.win.Canvas()
	event := &fyne.KeyEvent{Name: name}
	if f := c.Focused(); f != nil {
		f.TypedKey(event)
		return
	}
	c.OnTypedKey()(event)
}

// write types into what has the focus.
func (h *harness) write(text string) {
	h.t.Helper()
	f := h.win.Canvas().Focused()
	if f == nil {
		h.t.Fatal("nothing has the focus")
	}
	test.Type(f, text)
}

// tab moves the focus on.
func (h *harness) tab() { h.win.Canvas().FocusNext() }

// says fails the test unless the text is on the screen: in the dialog if one
// is open, else in the window.
func (h *harness) says(texts ...string) {
	h.t.Helper()
	seen := h.text()
	for _, text := range texts {
		if !containsFolded(seen, text) {
			h.t.Errorf("%q is not on the screen; it says:\n%s", text, seen)
		}
	}
}

var errTest = errors.New("test: C_Login 0x30")
