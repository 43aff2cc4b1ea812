package ui

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/app/instance"
	"ukey/renew"
	"ukey/renew/cases"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/words"
)

// stuckDesk is a desk whose key and CA never answer: their verbs last until they
// are cancelled. What this computer keeps itself is there.
type stuckDesk struct {
	*fakeDesk
	begun chan string // the names of the verbs that were called
}

func (d *stuckDesk) stick(ctx context.Context, verb string) error {
	d.begun <- verb
	<-ctx.Done()
	return ctx.Err()
}

func (d *stuckDesk) Refresh(ctx context.Context) *app.Snapshot {
	_ = d.stick(ctx, "Refresh")
	return snapshot()
}

func (d *stuckDesk) Retry(ctx context.Context, _ string) *app.Snapshot {
	_ = d.stick(ctx, "Retry")
	return snapshot()
}

func (d *stuckDesk) Doctor(ctx context.Context, _ app.Examination) *app.Report {
	_ = d.stick(ctx, "Doctor")
	return &app.Report{}
}

func (d *stuckDesk) Reach(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

func (d *stuckDesk) ChangePIN(ctx context.Context, _ token.ID, _ app.Questions) error {
	return d.stick(ctx, "ChangePIN")
}

func (d *stuckDesk) UnblockPIN(ctx context.Context, _ token.ID, _ app.Questions) error {
	return d.stick(ctx, "UnblockPIN")
}

func (d *stuckDesk) Renew(ctx context.Context, _ token.ID, _ app.HolderID, _ app.Questions, _ func(renew.Event)) (*renew.Result, error) {
	return nil, d.stick(ctx, "Renew")
}

func (d *stuckDesk) Apply(ctx context.Context, _ token.ID, _ app.HolderID) (*app.Application, error) {
	return nil, d.stick(ctx, "Apply")
}

func (d *stuckDesk) Submit(ctx context.Context, _ string, _ app.Questions) (*app.Application, error) {
	return nil, d.stick(ctx, "Submit")
}

func (d *stuckDesk) Progress(ctx context.Context, _ string) (*app.Application, error) {
	return nil, d.stick(ctx, "Progress")
}

func (d *stuckDesk) Install(ctx context.Context, _ string, _ app.Questions, _ func(renew.Event)) (*renew.Result, error) {
	return nil, d.stick(ctx, "Install")
}

// stuck opens the window on such a desk with a key, and what prepare puts there.
func stuck(t *testing.T, key app.Key, prepare func(*harness)) (*harness, *stuckDesk) {
	t.Helper()
	stands := time.AfterFunc(time.Minute, func() { panic("Fyne's goroutine stands still") })
	t.Cleanup(func() { stands.Stop() }) // after the window has been closed
	fake := &fakeDesk{snapshots: make(chan *app.Snapshot), fakeOffice: fakeOffice{dir: t.TempDir()}}
	fake.reach = func(context.Context) error { return nil } // not waited for
	desk := &stuckDesk{fakeDesk: fake, begun: make(chan string, 8)}
	o := chinese()
	o.Preferences = inFile{t, t.TempDir() + "/config.yaml"}
	h := openOn(t, desk, o)
	h.desk = fake
	h.small()
	if prepare != nil {
		prepare(h)
	}
	h.plug(snapshot(key))
	return h, desk
}

// application puts one of a stage on the computer.
func application(stage cases.State) func(*harness) {
	return func(h *harness) {
		a := newApplication(h.T)
		h.complete(a)
		if stage != cases.Draft {
			a.Case, a.NextLook = aCase(stage), today.Add(time.Hour)
		}
		h.desk.put(a)
	}
}

func TestNoScreenWaitsForAKeyOrAServerThatDoesNotAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		key     func(testing.TB) app.Key
		prepare func(*harness)
		open    func(*harness)
		verb    string // that hangs then
	}{
		"refreshing": {open: func(h *harness) { h.Key(fyne.KeyF5) }, verb: "Refresh"},
		"changing the PIN": {open: func(h *harness) {
			h.openPIN()
			h.fillPIN("123456", "690417", "690417")
			h.sendPIN()
		}, verb: "ChangePIN"},
		"unlocking": {key: lockedKey, open: func(h *harness) {
			h.openUnblock()
			h.fillPIN("12345678", "690417", "690417")
			h.press("ui.unblock")
		}, verb: "UnblockPIN"},
		"renewing": {open: func(h *harness) { h.openRenewal(); h.press("ui.renew.all") }, verb: "Renew"},
		"applying": {key: expiredKey, open: (*harness).openApply, verb: "Apply"},
		"submitting": {key: expiredKey, prepare: application(cases.Draft), open: func(h *harness) {
			h.openApply()
			h.press("ui.wizard.submit")
		}, verb: "Submit"},
		"asking the CA": {key: expiredKey, prepare: application(cases.Review), open: func(h *harness) {
			h.openApply()
			h.press("ui.review.ask")
		}, verb: "Progress"},
		"installing": {key: expiredKey, prepare: application(cases.Approved), open: func(h *harness) {
			h.openApply()
			h.press("ui.install")
		}, verb: "Install"},
		"the environment check": {open: (*harness).openEnvironment, verb: "Doctor"},
		"the form of an application": {
			key: expiredKey, prepare: func(h *harness) { h.desk.put(newApplication(h.T)) },
			open: (*harness).openApply,
		},
		"the PIN form":     {open: (*harness).openPIN},
		"the settings":     {open: (*harness).openPreferences},
		"the help":         {open: func(h *harness) { h.openHelp("") }},
		"the applications": {prepare: application(cases.Review), open: (*harness).openApplications},
		"the details":      {open: (*harness).openDetails},
		"the services":     {open: (*harness).openServices},
		"about":            {open: (*harness).openAbout},
		"a missing key": {open: func(h *harness) {
			h.Open(instance.Renew, instance.Key{Label: "another"})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			if c.key == nil {
				c.key = companyKey
			}
			h, desk := stuck(t, c.key(t), c.prepare)
			h.refresh() // behind everything else a driver that does not answer
			c.open(h)
			for verb := ""; verb != c.verb && c.verb != ""; verb = <-desk.begun {
			}
			h.goesOn(c.key(t))
		})
	}
}

// goesOn uses the window as a person does who does not want to wait, and leaves
// it to be closed. All of it happens on Fyne's goroutine: what waits there never
// comes to an end.
func (h *harness) goesOn(key app.Key) {
	h.T.Helper()
	var entry *kit.Entry
	h.Walk(func(o fyne.CanvasObject) {
		if e, ok := o.(*kit.Entry); ok && entry == nil {
			entry = e
		}
	})
	if entry != nil {
		before := entry.Text
		h.win.Canvas().Focus(entry)
		h.Write("7")
		if entry.Text == before {
			h.T.Error("nothing can be typed")
		}
	}
	h.Tab()
	h.Key(fyne.KeyPageDown)
	h.pick(selection{key: key.ID})
	if v, ok := h.pane.shown.(keyView); !ok || v.headline != key.ID.Label {
		h.T.Errorf("another thing is selected, and the window shows %+v", h.pane.shown)
	}
	h.apply(Settings{Language: words.English, Theme: look.Dark})
	if got := h.toolbar.pin.Label(); got != "Change PIN" {
		h.T.Errorf("after a change of the language a button says %q", got)
	}
	h.Until("all dialogs to close", func() bool {
		h.Key(fyneEscape) // what is cancelled ends before its dialog closes
		return h.title() == ""
	})
}
