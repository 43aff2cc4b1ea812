package ui

import (
	"context"
	"errors"
	"slices"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/renew"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/words"
)

// renewalDialog renews a key's certificates: what is there, what will be done,
// the PIN, the steps, and what came of it. The verb leads through it by its
// questions (renewalask.go); the pages are drawn in renewalplan.go,
// renewalpages.go and renewalcode.go.
type renewalDialog struct {
	w      *Window
	p      *words.Printer
	key    app.Key
	holder app.HolderID // whose certificates are renewed
	name   string       // of the message with the title
	verb   renewalVerb
	dialog *kit.Dialog
	guard  *guard
	// at and of are the dialog's place among those that renew one key after the
	// other, beginning with 1; 0 for one alone. ended is told how it went.
	at, of int
	ended  func(outcome)

	running   bool
	asking    bool // a question of the verb is on the screen
	working   *hold
	removed   bool // the key was pulled out during a question, and that was told
	cancel    context.CancelFunc
	agreed    bool   // to the plan, which a wrong PIN does not call into question again
	wrongPIN  string // what to say under the PIN field
	order     []renew.Step
	steps     *kit.Steps // one for each of order
	current   int        // index of the step that runs, or -1
	canCancel bool
	line      *kit.Text // what the key is doing
	note      *kit.Text // whether it may still be cancelled
	stop      *kit.Button
	stopClock context.CancelFunc // of the page that counts down
}

// renewalVerb brings new certificates onto a key.
type renewalVerb func(context.Context, app.Questions, func(renew.Event)) (*renew.Result, error)

// renewNow renews the selected certificate, for a person who has seen already what
// is due.
func (w *Window) renewNow() {
	key := w.model.key()
	if key == nil || w.stage.Busy() {
		return
	}
	if key.PIN.ToBeChanged {
		w.openPIN() // nothing else is possible before
		return
	}
	w.renewalOf(key, w.model.undoneHere()).start()
}

// renewalOf is the dialog that renews a holder's certificates on a key, or installs
// what an application for them has led to.
func (w *Window) renewalOf(key *app.Key, u undone) *renewalDialog {
	if a := u.application; a != nil && a.Stage() == app.StageInstall {
		return w.installation(a, key)
	}
	id := key.ID
	return w.newRenewalBy("ui.renew", key, u.holder, func(ctx context.Context, ask app.Questions, progress func(renew.Event)) (*renew.Result, error) {
		return w.desk.Renew(ctx, id, u.holder, ask, progress)
	})
}

// installation is the dialog that brings the certificates of an approved
// application onto its key.
func (w *Window) installation(a *app.Application, key *app.Key) *renewalDialog {
	application := a.ID
	return w.newRenewalBy("ui.install", key, a.Holder(), func(ctx context.Context, ask app.Questions, progress func(renew.Event)) (*renew.Result, error) {
		return w.desk.Install(ctx, application, ask, progress)
	})
}

func (w *Window) newRenewalBy(name string, key *app.Key, holder app.HolderID, verb renewalVerb) *renewalDialog {
	d := &renewalDialog{
		w: w, p: w.words, key: *key, holder: holder, name: name, verb: verb, dialog: w.stage.NewDialog(medium).About("renew"),
		cancel: func() {}, stopClock: func() {}, current: -1,
		ended: func(outcome) {},
	}
	d.guard = w.guard(key.ID, d.gone)
	d.dialog.OnClose = d.closed
	d.order = renew.Steps()
	if h, err := key.Holder(holder); err == nil && h.Encryption == nil {
		d.order = slices.DeleteFunc(d.order, func(s renew.Step) bool { return s == renew.StepImport })
	}
	return d
}

// card says whose certificates on which key the dialog is about.
func (d *renewalDialog) card() fyne.CanvasObject { return holderCard(d.w, &d.key, d.holder) }

func (d *renewalDialog) title() string {
	if d.inSeries() {
		return d.p.T("ui.renew.nth", "Title", d.p.T(d.name), "At", d.at, "Of", d.of)
	}
	return d.p.T(d.name)
}

// inSeries tells whether other keys are renewed after this one or before it.
func (d *renewalDialog) inSeries() bool { return d.of > 1 }

func (d *renewalDialog) closed() {
	d.cancel()
	d.stopClock()
	d.w.unguard(d.guard)
}

// gone is called when the key was pulled out. While the verb works, it says so
// itself, and knows what state the key is in. While it waits for an answer,
// there is nothing left to answer.
func (d *renewalDialog) gone() {
	if d.running && !d.asking {
		return
	}
	d.removed = d.running
	d.cancel()
	d.stopClock()
	tellGone(d.dialog, d.p, d.title(), &d.key)
}

// start runs the verb, which asks for everything it needs.
func (d *renewalDialog) start() {
	d.running = true
	d.w.unguard(d.guard)
	d.guard = d.w.guard(d.key.ID, d.gone)
	d.current, d.canCancel = -1, true
	d.working = d.w.hold(func() bool { return !d.asking && !d.canCancel })
	d.showProgress()
	wrong := d.wrongPIN
	d.wrongPIN = ""
	d.cancel = d.w.work.Start(func(ctx context.Context) {
		answers := &renewalAnswers{dialog: d, wrongPIN: wrong}
		result, err := d.verb(ctx, answers, func(e renew.Event) {
			d.w.work.Post(func() { d.progress(e) })
		})
		d.w.work.Post(func() { d.finished(result, err) })
	})
}

// progress shows a step's beginning or end.
func (d *renewalDialog) progress(e renew.Event) {
	for i, step := range d.order {
		if step != e.Step {
			continue
		}
		// A step that is skipped over, having been done in an earlier run,
		// counts as done.
		for j := range i {
			d.steps.Set(j, kit.Done)
		}
		if e.Done {
			d.steps.Set(i, kit.Done)
			continue
		}
		d.steps.Set(i, kit.Running)
		d.current = i
	}
	if !e.Done {
		d.canCancel = e.CanCancel
	}
	d.describe()
}

// finished shows how it ended, or has the PIN asked for again.
func (d *renewalDialog) finished(result *renew.Result, err error) {
	d.running = false
	defer d.w.release(d.working, err == nil)
	d.w.changed()
	d.w.look()
	// How it ended stays on the screen, wherever the key is.
	d.w.unguard(d.guard)
	var wrong *token.PINIncorrectError
	open := d.dialog.Open() && !d.removed
	if open && errors.As(err, &wrong) {
		d.key.PIN.State, d.key.PIN.Tries = wrong.State, wrong.Tries
		d.wrongPIN = d.p.Error(err).Line()
		d.start()
		return
	}
	o := outcomeOf(d.p, result, err)
	if d.removed {
		o = outcome{rowFailed, d.p.Error(token.ErrRemoved).Line()}
	}
	switch {
	case d.inSeries():
		d.dialog.Close() // the list tells of all together
	case open:
		d.showEnd(result, err)
	}
	d.ended(o)
}

// showEnd is the last page: what came of it.
func (d *renewalDialog) showEnd(result *renew.Result, err error) {
	var locked *token.PINLockedError
	var expired *renew.ExpiredError
	var unready *app.PreflightError
	switch {
	case err == nil:
		d.showSuccess(result)
	case errors.As(err, &locked):
		d.key.PIN.State, d.key.PIN.Tries = token.PINLocked, 0
		presentLocked(d.dialog, d.w, &d.key, d.title())
	case errors.Is(err, token.ErrPINToBeChanged):
		d.dialog.Close()
		d.w.openPIN()
	case errors.As(err, &expired):
		d.showExpired(err)
	case errors.As(err, &unready):
		d.showUnready(unready)
	case unset(err):
		d.showUnset(err)
	case errors.Is(err, app.ErrCancelled), errors.Is(err, context.Canceled):
		if _, interrupted := errors.AsType[*renew.InterruptedError](err); interrupted {
			d.showFailure(err)
			return
		}
		d.dialog.Close()
	default:
		d.showFailure(err)
	}
}
