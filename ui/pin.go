package ui

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"ukey/app"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/words"
)

// pinDialog changes a key's PIN: a form, the work, and what came of it.
type pinDialog struct {
	w      *Window
	p      *words.Printer
	key    app.Key // as it was when the dialog was opened, tries kept up to date
	dialog *kit.Dialog
	guard  *guard

	old, fresh, again        *kit.Field
	length, different, equal *kit.Condition
	declare                  *kit.Check
	declareFault             *kit.Text
	tries                    *kit.Text

	working bool
	cancel  context.CancelFunc
	// lastTryAgreed holds for one attempt.
	lastTryAgreed bool
}

// openPIN opens the dialog for the selected key.
func (w *Window) openPIN() {
	key := w.model.key()
	if key == nil || w.stage.Busy() {
		return
	}
	if key.PIN.State == token.PINLocked && key.Unblockable() {
		w.openUnblock()
		return
	}
	d := &pinDialog{w: w, p: w.words, key: *key, dialog: w.stage.NewDialog(narrow), cancel: func() {}}
	d.guard = w.guard(key.ID, d.gone)
	d.dialog.OnClose = d.closed
	d.build()
	switch key.PIN.State {
	case token.PINLocked:
		d.showLocked()
	case token.PINFinal:
		d.confirmLastTry(func(yes bool, _ error) {
			if !yes {
				d.dialog.Close()
				return
			}
			d.lastTryAgreed = true
			d.showForm()
		})
	default:
		d.showForm()
	}
}

func (d *pinDialog) title() string { return d.p.T("ui.pin") }

func (d *pinDialog) closed() {
	d.cancel()
	d.w.unguard(d.guard)
	for _, f := range []*kit.Field{d.old, d.fresh, d.again} {
		f.Entry.SetText("")
	}
}

// gone is called when the key was pulled out. While the key works, the verb
// itself says so.
func (d *pinDialog) gone() {
	if !d.working {
		tellGone(d.dialog, d.p, d.title(), &d.key)
	}
}

// build makes the form's parts, once.
func (d *pinDialog) build() {
	d.tries = triesLine(d.p, d.key.PIN)
	field := func(id string, side *kit.Text) *kit.Field {
		entry := kit.NewPINEntry()
		entry.OnChanged = func(string) { d.typed() }
		entry.OnSubmitted = func(string) { d.submit() }
		return kit.NewField(d.p.T(id), side, entry, d.dialog.Fit)
	}
	d.old, d.fresh, d.again = field("ui.pin.old", d.tries), field("ui.pin.new", nil), field("ui.pin.again", nil)
	s := d.key.PIN
	d.length = kit.NewCondition(d.p.PINLength(s.Min, s.Max))
	d.different = kit.NewCondition(d.p.T("ui.pin.rule.different"))
	d.equal = kit.NewCondition(d.p.T("ui.pin.rule.equal"))
	d.declare = kit.NewCheck(d.p.T("ui.pin.declare"), func(bool) { d.setDeclareFault("") })
	d.declareFault = kit.Caption("").In(theme.ColorNameError).Wrapped()
	d.declareFault.Hide()
}

// showForm asks for the PINs.
func (d *pinDialog) showForm() {
	body := kit.Column(12, keyCard(d.w, &d.key))
	if d.key.PIN.ToBeChanged {
		m := d.p.Error(token.ErrPINToBeChanged)
		body.Add(kit.NewNotice(kit.Soon, m.Text, d.p.T("ui.pin.initial")))
	}
	var first fyne.Focusable = d.old.Entry
	if d.key.PINPad {
		first = d.declare
		body.Add(kit.NewNotice(kit.Info, d.p.T("ui.pin.pad"), d.p.T("ui.pin.pad.next")))
	} else {
		body.Add(d.old.Box)
		body.Add(d.fresh.Box)
		body.Add(d.again.Box)
		body.Add(kit.Row(look.S3, d.length.Box, d.different.Box, d.equal.Box))
	}
	body.Add(kit.Column(0, d.declare, d.declareFault))
	d.dialog.Present(kit.Content{
		Title: d.title(), Body: body, First: first,
		Side: kit.NewButton(d.p.T("ui.forgotten"), kit.Plain, func() { d.w.openForgotten(&d.key) }),
		Buttons: []*kit.Button{
			kit.NewButton(d.p.T("ui.cancel"), kit.Secondary, d.dialog.Close),
			kit.NewButton(d.p.T("ui.pin.change"), kit.Primary, d.submit),
		},
		Enter: d.submit, Escape: d.dialog.Close,
	})
}

func (d *pinDialog) input() pinInput {
	return pinInput{old: d.old.Entry.Text, fresh: d.fresh.Entry.Text, again: d.again.Entry.Text}
}

// typed ticks the conditions that are met, and takes back what was wrong.
func (d *pinDialog) typed() {
	rules := judge(d.input(), d.key.PIN)
	d.length.Meet(rules.length)
	d.different.Meet(rules.different)
	d.equal.Meet(rules.equal)
	if d.old.Entry.Text != "" {
		d.old.Fail("")
	}
	if d.fresh.Entry.Text != "" {
		d.fresh.Fail("")
	}
	d.again.Fail("")
}

func (d *pinDialog) setDeclareFault(sentence string) {
	d.declareFault.Set(sentence, theme.ColorNameError)
	show(d.declareFault, sentence != "")
	d.dialog.Fit()
}

// submit checks the form and hands the PINs to the key.
func (d *pinDialog) submit() {
	var f pinFaults
	if d.key.PINPad {
		f.declare = declareFault(d.p, d.declare.Checked())
	} else {
		f = faults(d.p, d.input(), d.key.PIN, d.declare.Checked())
	}
	d.old.Fail(f.old)
	d.fresh.Fail(f.fresh)
	d.again.Fail(f.again)
	d.setDeclareFault(f.declare)
	if f != (pinFaults{}) {
		d.focusFault(f)
		return
	}
	if d.key.PINPad {
		d.change(nil, nil) // typed on the key itself
		return
	}
	d.again.Entry.Take()
	old, fresh := token.NewPIN(d.old.Entry.Take()), token.NewPIN(d.fresh.Entry.Take())
	d.change(old, fresh)
}

func (d *pinDialog) focusFault(f pinFaults) {
	canvas := d.w.win.Canvas()
	switch {
	case f.old != "":
		canvas.Focus(d.old.Entry)
	case f.fresh != "":
		canvas.Focus(d.fresh.Entry)
	case f.again != "":
		canvas.Focus(d.again.Entry)
	default:
		canvas.Focus(d.declare)
	}
}

// change runs the verb. The PINs are the verb's to wipe.
func (d *pinDialog) change(old, fresh *token.PIN) {
	d.working = true
	d.showWorking()
	agreed := d.lastTryAgreed
	d.lastTryAgreed = false
	d.cancel = d.w.work.start(func(ctx context.Context) {
		answers := &pinAnswers{dialog: d, old: old, fresh: fresh, agreed: agreed}
		err := d.w.desk.ChangePIN(ctx, d.key.ID, answers)
		// A verb that stopped before it asked has wiped nothing.
		old.Wipe()
		fresh.Wipe()
		d.w.work.post(func() { d.finished(err) })
	})
}

// showWorking is shown while the key works.
func (d *pinDialog) showWorking() {
	stop := kit.NewButton(d.p.T("ui.cancel"), kit.Secondary, nil)
	halt := func() { d.cancel(); stop.Disable() }
	stop.OnPress(halt)
	d.dialog.Present(kit.Content{
		Title: d.title(),
		Body: kit.Column(look.S3, keyCard(d.w, &d.key), kit.Body(d.p.T("ui.pin.working")).Wrapped(), kit.NewBusy(),
			kit.Caption(d.p.T("ui.pin.working.note")).Wrapped()),
		Buttons: []*kit.Button{stop}, Escape: halt,
	})
}

// confirmLastTry asks before a try is spent that may lock the key.
func (d *pinDialog) confirmLastTry(answer func(bool, error)) {
	presentLastTry(d.dialog, d.w, &d.key, app.ConfirmLastTry, answer)
}

// finished shows how it went.
func (d *pinDialog) finished(err error) {
	d.working = false
	// What a verb has changed the watcher does not tell: it knows of keys that
	// come and go alone.
	d.w.refresh()
	if !d.dialog.Open() {
		return
	}
	m := words.Message{}
	if err != nil {
		m = d.p.Error(err)
	}
	var wrong *token.PINIncorrectError
	var locked *token.PINLockedError
	var length *token.PINLengthError
	switch {
	case err == nil:
		d.w.unguard(d.guard)
		body := kit.Column(look.S3, keyCard(d.w, &d.key), kit.NewNotice(kit.Achieved, d.p.T("ui.pin.changed"), d.p.T("ui.pin.changed.next")))
		tell(d.dialog, d.p, d.title(), body)
	case errors.As(err, &locked):
		d.key.PIN.State, d.key.PIN.Tries = token.PINLocked, 0
		d.showLocked()
	case errors.As(err, &wrong):
		d.key.PIN.State, d.key.PIN.Tries = wrong.State, wrong.Tries
		d.tries.Set(d.p.Tries(d.key.PIN), pinTone(wrong.State).Colour())
		d.showForm()
		d.old.Fail(sentence(m))
	case errors.As(err, &length), errors.Is(err, app.ErrSamePIN):
		d.showForm()
		d.fresh.Fail(sentence(m))
		d.w.win.Canvas().Focus(d.fresh.Entry)
	case errors.Is(err, app.ErrCancelled), errors.Is(err, context.Canceled):
		d.dialog.Close()
	case errors.Is(err, token.ErrRemoved):
		tellGone(d.dialog, d.p, d.title(), &d.key)
	default:
		d.w.unguard(d.guard)
		tellError(d.dialog, d.p, d.title(), kit.Broken, m)
	}
}

// showLocked says that this key takes no PIN, and who unlocks it.
func (d *pinDialog) showLocked() { presentLocked(d.dialog, d.w, &d.key, d.title()) }

// pinAnswers answers the verb's questions with what was typed already.
type pinAnswers struct {
	dialog     *pinDialog
	old, fresh *token.PIN
	agreed     bool
}

// NewPIN hands over what was typed.
func (a *pinAnswers) NewPIN(context.Context, app.PINQuestion) (old, fresh *token.PIN, err error) {
	return a.old, a.fresh, nil
}

// Unblock is no question of this verb.
func (a *pinAnswers) Unblock(context.Context, app.PINQuestion) (puk, fresh *token.PIN, err error) {
	return nil, nil, app.ErrCancelled
}

// PIN is no question of this verb.
func (a *pinAnswers) PIN(context.Context, app.PINQuestion) (*token.PIN, error) {
	return nil, app.ErrCancelled
}

// Confirm asks for the last try, unless the person has agreed already.
func (a *pinAnswers) Confirm(ctx context.Context, q app.Confirmation) (bool, error) {
	if q.What != app.ConfirmLastTry {
		return false, nil
	}
	if a.agreed {
		return true, nil
	}
	return ask(ctx, a.dialog.w.work, func(answer func(bool, error)) {
		a.dialog.confirmLastTry(func(yes bool, err error) {
			if yes {
				a.dialog.showWorking()
			}
			answer(yes, err)
		})
	})
}
