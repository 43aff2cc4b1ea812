package ui

import (
	"context"

	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/words"
)

// Leaving is what closing the window means.
type Leaving int

// What it can mean.
const (
	LeaveAll   Leaving = iota // nothing goes on
	LeaveStay                 // the resident program goes on
	LeaveAsked                // the person is asked: nobody would see that it does
)

// Departure decides what closing the window means, and carries it out. Its
// methods may take their time.
type Departure interface {
	Plan(ctx context.Context) Leaving
	// Leave leaves the resident program running, or ends it. With remember it
	// is the same the next time without a question.
	Leave(ctx context.Context, how Leaving, remember bool) error
}

// leave is what the window's close button does.
func (w *Window) leave() {
	switch {
	case w.leaving:
		return // a second click while the desktop is asked
	case w.held():
		w.waitToLeave()
		return
	case w.opts.Departure == nil:
		w.win.Close()
		return
	}
	w.leaving = true
	w.work.Start(func(ctx context.Context) {
		how := w.opts.Departure.Plan(ctx)
		w.work.Post(func() {
			if how == LeaveAsked {
				w.leaving = false
				w.askToLeave()
				return
			}
			w.depart(how, false, w.win.Close)
		})
	})
}

// depart carries it out and closes the window. If that fails, failed is left to
// say so: the window stays.
func (w *Window) depart(how Leaving, remember bool, closed func()) {
	w.leaving = true
	w.work.Start(func(ctx context.Context) {
		err := w.opts.Departure.Leave(ctx, how, remember)
		w.work.Post(func() {
			w.leaving = false
			if err != nil {
				w.notLeft(err)
				return
			}
			closed()
		})
	})
}

// askToLeave asks whether reminders shall go on where no icon tells of them.
func (w *Window) askToLeave() {
	if top := w.stage.Top(); top != nil && top == w.leaveDialog {
		return
	}
	p := w.words
	d := w.stage.NewDialog(medium)
	w.leaveDialog = d
	d.OnClose = func() { w.leaveDialog = nil }
	remember := kit.NewCheck(p.T("ui.leave.remember"), nil)
	choose := func(how Leaving) func() {
		return func() {
			keep := remember.Checked()
			d.Close()
			w.depart(how, keep, w.win.Close)
		}
	}
	stay := kit.NewButton(p.T("ui.leave.stay"), kit.Primary, choose(LeaveStay))
	d.Present(kit.Content{
		Title: p.T("ui.leave"),
		Body:  kit.Column(look.S3, kit.NewNotice(kit.Info, p.T("ui.leave.text"), p.T("ui.leave.next")), remember),
		Side:  kit.NewButton(p.T("ui.cancel"), kit.Plain, d.Close),
		Buttons: []*kit.Button{
			kit.NewButton(p.T("ui.leave.all"), kit.Secondary, choose(LeaveAll)),
			stay,
		},
		First: stay, Enter: choose(LeaveStay), Escape: d.Close,
	})
}

// notLeft says that nothing will remind the person, and closes all the same if
// wished.
func (w *Window) notLeft(err error) {
	p := w.words
	d := w.stage.NewDialog(medium)
	back := kit.NewButton(p.T("ui.cancel"), kit.Secondary, d.Close)
	m := words.Message{Text: p.T("ui.leave.failed"), Next: p.T("ui.leave.failed.next"), Detail: err.Error()}
	d.Present(kit.Content{
		Title: p.T("ui.leave"),
		Body: kit.Column(look.S3, kit.NewNotice(kit.Warning, m.Text, m.Next),
			forSupport(p, m.Detail)),
		Buttons: []*kit.Button{back, kit.NewButton(p.T("ui.leave.anyway"), kit.Primary, w.win.Close)},
		First:   back, Escape: d.Close,
	})
}
