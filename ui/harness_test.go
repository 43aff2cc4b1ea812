package ui

import (
	"context"
	"errors"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/renew"
	"ukey/token"
	"ukey/ui/look"
	"ukey/ui/uitest"
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
	reach     func(context.Context) error // nil: the CA is there
	retry     func(ctx context.Context, driver string) *app.Snapshot
	unblock   func(context.Context, token.ID, app.Questions) error
	changePIN func(context.Context, token.ID, app.Questions) error
	renew     func(context.Context, token.ID, app.Questions, func(renew.Event)) (*renew.Result, error)
	holder    atomic.Value // the app.HolderID that Renew was called for last
	doctor    func(context.Context, app.Examination) *app.Report
	fakeOffice
}

func (d *fakeDesk) Doctor(ctx context.Context, e app.Examination) *app.Report {
	return d.doctor(ctx, e)
}

// Fix is what package environment tests.
func (d *fakeDesk) Fix(context.Context, app.Fix) error { return app.ErrNotFixable }

func (d *fakeDesk) Refresh(ctx context.Context) *app.Snapshot { return d.refresh(ctx) }

func (d *fakeDesk) Reach(ctx context.Context) error {
	if d.reach == nil {
		return nil
	}
	return d.reach(ctx)
}

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

func (d *fakeDesk) Renew(ctx context.Context, id token.ID, holder app.HolderID, ask app.Questions, progress func(renew.Event)) (*renew.Result, error) {
	d.holder.Store(holder)
	return d.renew(ctx, id, ask, progress)
}

// harness is the window on a uitest.Screen.
type harness struct {
	*uitest.Screen
	desk *fakeDesk
	*Window
	closed bool
}

// open opens it on a fake desk.
func open(t testing.TB, opts Options) *harness {
	t.Helper()
	desk := &fakeDesk{snapshots: make(chan *app.Snapshot), fakeOffice: fakeOffice{dir: t.TempDir()}}
	desk.refresh = func(context.Context) *app.Snapshot { return desk.plugged.Load() }
	h := openOn(t, desk, opts)
	h.desk = desk
	return h
}

// openOn opens it on any desk.
func openOn(t testing.TB, desk Desk, opts Options) *harness {
	t.Helper()
	h := &harness{Screen: uitest.New(t, uitest.Look{
		Language: opts.Settings.Language, Theme: opts.Settings.Theme, Text: opts.Settings.TextSize,
	})}
	opts.onUI = h.OnUI
	if opts.Clock == nil {
		opts.Clock = func() time.Time { return today }
	}
	if opts.Version == "" {
		opts.Version = "v1.0.0"
	}
	h.Window = Open(h.App, desk, opts)
	h.Win = h.win
	h.Window.Show()
	h.win.SetOnClosed(func() { h.closed = true })
	t.Cleanup(func() {
		h.Drain(h.Window.Close)
		if !h.closed {
			h.win.Close()
		}
	})
	return h
}

// chinese is the usual way to open the window.
func chinese() Options {
	return Options{Settings: Settings{Language: words.Chinese, Theme: look.Light}}
}

// plug shows a snapshot as the drivers' watcher does. What the window offers to
// do about it is put off: most tests are about what stands behind that.
func (h *harness) plug(s *app.Snapshot) {
	h.T.Helper()
	before := h.stage.Top()
	h.plugIn(s)
	if d := h.stage.Top(); d != nil && d != before {
		d.Close()
	}
}

// plugIn shows a snapshot and waits for what the window offers.
func (h *harness) plugIn(s *app.Snapshot) {
	h.T.Helper()
	h.desk.plugged.Store(s)
	h.desk.snapshots <- s
	h.Until("the snapshot", func() bool {
		return h.model.snapshot == s && !h.follower.looking && (h.model.server != serverUnknown || h.desk.reach != nil)
	})
}

// title is the open dialog's, or "".
func (h *harness) title() string {
	if d := h.stage.Top(); d != nil {
		return d.Content().Title
	}
	return ""
}

// press presses a button of the open dialog, or of the pane, by the ID of its
// label.
func (h *harness) press(id string) {
	h.T.Helper()
	h.Press(h.words.T(id))
}

// small is the least size that the window can be used at.
func (h *harness) small() { h.win.Resize(fyne.NewSize(leastWidth, leastHeight)) }

var errTest = errors.New("test: C_Login 0x30")
