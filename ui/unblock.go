package ui

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/words"
)

// unblockDialog gives a key a new PIN by its PUK: a form, the work, and what
// came of it.
type unblockDialog struct {
	w      *Window
	p      *words.Printer
	key    app.Key // as it was when the dialog was opened, tries kept up to date
	dialog *kit.Dialog
	guard  *guard

	puk, fresh, again *kit.Field
	length, equal     *kit.Condition
	tries             *kit.Text

	working bool
	cancel  context.CancelFunc
	// lastTryAgreed holds for one attempt.
	lastTryAgreed bool
}

// openUnblock opens the dialog for the selected key.
func (w *Window) openUnblock() {
	if key := w.model.key(); key != nil {
		w.openUnblockFor(*key)
	}
}

func (w *Window) openUnblockFor(key app.Key) {
	if w.stage.Busy() {
		return
	}
	d := &unblockDialog{w: w, p: w.words, key: key, dialog: w.stage.NewDialog(narrow), cancel: func() {}}
	d.guard = w.guard(key.ID, d.gone)
	d.dialog.OnClose = d.closed
	d.build()
	if key.PUK.State != token.PINFinal {
		d.showForm()
		return
	}
	d.confirmLastTry(func(yes bool, _ error) {
		if !yes {
			d.dialog.Close()
			return
		}
		d.lastTryAgreed = true
		d.showForm()
	})
}

func (d *unblockDialog) title() string { return d.p.T("ui.unblock.title") }

func (d *unblockDialog) closed() {
	d.cancel()
	d.w.unguard(d.guard)
	for _, f := range []*kit.Field{d.puk, d.fresh, d.again} {
		f.Entry.SetText("")
	}
}

// gone is called when the key was pulled out. While the key works, the verb
// itself says so.
func (d *unblockDialog) gone() {
	if !d.working {
		tellGone(d.dialog, d.p, d.title(), &d.key)
	}
}

// build makes the form's parts, once.
func (d *unblockDialog) build() {
	d.tries = triesLine(d.p, d.key.PUK)
	field := func(id string, side *kit.Text) *kit.Field {
		entry := kit.NewPINEntry()
		entry.OnChanged = func(string) { d.typed() }
		entry.OnSubmitted = func(string) { d.submit() }
		return kit.NewField(d.p.T(id), side, entry, d.dialog.Fit)
	}
	d.puk, d.fresh, d.again = field("ui.unblock.puk", d.tries), field("ui.pin.new", nil), field("ui.pin.again", nil)
	d.length = kit.NewCondition(d.p.PINLength(d.key.PIN.Min, d.key.PIN.Max))
	d.equal = kit.NewCondition(d.p.T("ui.pin.rule.equal"))
}

// showForm asks for the PUK and the new PIN.
func (d *unblockDialog) showForm() {
	body := kit.Column(12, keyCard(d.w, &d.key),
		kit.NewNotice(kit.Info, d.p.T("ui.unblock.what"), d.p.T("ui.unblock.what.next")))
	unblock := kit.NewButton(d.p.T("ui.unblock"), kit.Primary, d.submit)
	var first fyne.Focusable = d.puk.Entry
	if d.key.PINPad {
		first = unblock
		body.Add(kit.Body(d.p.T("ui.unblock.pad")).Wrapped())
	} else {
		body.Add(d.puk.Box)
		body.Add(d.fresh.Box)
		body.Add(d.again.Box)
		body.Add(kit.Row(look.S3, d.length.Box, d.equal.Box))
	}
	d.dialog.Present(kit.Content{
		Title: d.title(), Body: body, First: first,
		Side: kit.NewButton(d.p.T("ui.unblock.no-puk"), kit.Plain, func() { d.w.openForgotten(&d.key) }),
		Buttons: []*kit.Button{
			kit.NewButton(d.p.T("ui.cancel"), kit.Secondary, d.dialog.Close),
			unblock,
		},
		Enter: d.submit, Escape: d.dialog.Close,
	})
}

func (d *unblockDialog) input() pinInput {
	return pinInput{old: d.puk.Entry.Text, fresh: d.fresh.Entry.Text, again: d.again.Entry.Text}
}

// typed ticks the conditions that are met, and takes back what was wrong.
func (d *unblockDialog) typed() {
	rules := judge(d.input(), d.key.PIN)
	d.length.Meet(rules.length)
	d.equal.Meet(rules.equal)
	if d.puk.Entry.Text != "" {
		d.puk.Fail("")
	}
	if d.fresh.Entry.Text != "" {
		d.fresh.Fail("")
	}
	d.again.Fail("")
}

// submit checks the form and hands PUK and PIN to the key.
func (d *unblockDialog) submit() {
	if d.key.PINPad {
		d.unblock(nil, nil) // typed on the key itself
		return
	}
	f := unblockFaults(d.p, d.input(), d.key.PIN)
	for _, x := range []struct {
		field *kit.Field
		fault string
	}{{d.again, f.again}, {d.fresh, f.fresh}, {d.puk, f.old}} {
		x.field.Fail(x.fault)
		if x.fault != "" {
			d.w.win.Canvas().Focus(x.field.Entry)
		}
	}
	if f != (pinFaults{}) {
		return
	}
	d.again.Entry.Take()
	d.unblock(token.NewPIN(d.puk.Entry.Take()), token.NewPIN(d.fresh.Entry.Take()))
}

// unblock runs the verb. PUK and PIN are the verb's to wipe.
func (d *unblockDialog) unblock(puk, fresh *token.PIN) {
	d.working = true
	d.showWorking()
	agreed := d.lastTryAgreed
	d.lastTryAgreed = false
	d.cancel = d.w.work.start(func(ctx context.Context) {
		err := d.w.desk.UnblockPIN(ctx, d.key.ID, &unblockAnswers{dialog: d, puk: puk, fresh: fresh, agreed: agreed})
		// A verb that stopped before it asked has wiped nothing.
		puk.Wipe()
		fresh.Wipe()
		d.w.work.post(func() { d.finished(err) })
	})
}

// showWorking is shown while the key works.
func (d *unblockDialog) showWorking() {
	stop := kit.NewButton(d.p.T("ui.cancel"), kit.Secondary, nil)
	halt := func() { d.cancel(); stop.Disable() }
	stop.OnPress(halt)
	d.dialog.Present(kit.Content{
		Title: d.title(),
		Body: kit.Column(look.S3, keyCard(d.w, &d.key), kit.Body(d.p.T("ui.unblock.working")).Wrapped(), kit.NewBusy(),
			kit.Caption(d.p.T("ui.pin.working.note")).Wrapped()),
		Buttons: []*kit.Button{stop}, Escape: halt,
	})
}

func (d *unblockDialog) confirmLastTry(answer func(bool, error)) {
	presentLastTry(d.dialog, d.w, &d.key, app.ConfirmLastPUKTry, answer)
}

// finished shows how it went.
func (d *unblockDialog) finished(err error) {
	d.working = false
	if !d.dialog.Open() {
		return
	}
	var wrong *token.PINIncorrectError
	var length *token.PINLengthError
	switch {
	case err == nil:
		tell(d.dialog, d.p, d.title(), kit.Column(look.S3, keyCard(d.w, &d.key),
			kit.NewNotice(kit.Achieved, d.p.T("ui.unblock.done"), d.p.T("ui.pin.changed.next"))))
	case errors.As(err, &wrong):
		d.key.PUK.State, d.key.PUK.Tries = wrong.State, wrong.Tries
		d.tries.Set(d.p.Tries(d.key.PUK), pinTone(wrong.State).Colour())
		d.showForm()
		d.puk.Fail(sentence(d.p.Error(err)))
	case errors.As(err, &length):
		d.showForm()
		d.fresh.Fail(sentence(d.p.Error(err)))
		d.w.win.Canvas().Focus(d.fresh.Entry)
	case errors.Is(err, app.ErrCancelled), errors.Is(err, context.Canceled):
		d.dialog.Close()
	case errors.Is(err, token.ErrRemoved):
		tellGone(d.dialog, d.p, d.title(), &d.key)
	case errors.Is(err, app.ErrNotUnblockable), errors.Is(err, token.ErrUnsupported):
		m := d.p.Error(app.ErrNotUnblockable)
		tell(d.dialog, d.p, d.title(), kit.Column(look.S3, keyCard(d.w, &d.key),
			kit.NewNotice(kit.Shut, m.Text, ""), unlockHelp(d.w, &d.key)))
	default:
		tellError(d.dialog, d.p, d.title(), kit.Broken, d.p.Error(err))
	}
}
