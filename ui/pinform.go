package ui

import (
	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// pinForm is what a person fills in to give a key a new PIN.
type pinForm struct {
	secret, fresh, again *kit.Field // secret is the old PIN or the PUK
	rules                newPINRules
	tries                *kit.Text
	reveal               *kit.Check
	caps                 *capsHint
	declare              *declaration // nil if the verb wants none
}

func (f *pinForm) fields() []*kit.Field { return []*kit.Field{f.secret, f.fresh, f.again} }

// empty leaves nothing in the fields.
func (f *pinForm) empty() {
	for _, field := range f.fields() {
		field.Entry.SetText("")
	}
}

func (f *pinForm) input() pinInput {
	return pinInput{old: f.secret.Entry.Text, fresh: f.fresh.Entry.Text, again: f.again.Entry.Text}
}

// build makes the form's parts, once.
func (d *pinDialog) build() {
	field := func(id string, side *kit.Text) *kit.Field {
		entry := kit.NewPINEntry()
		entry.OnChanged = func(string) { d.typed() }
		entry.OnSubmitted = func(string) { d.submit() }
		return kit.NewField(d.p.T(id), side, entry, d.dialog.Fit)
	}
	d.tries = triesLine(d.p, *d.status())
	d.secret, d.fresh, d.again = field(d.verb.secret, d.tries), field("ui.pin.new", nil), field("ui.pin.again", nil)
	d.reveal = newReveal(d.p, d.fields()...)
	d.rules = newRules(d.p, &d.key, d.w.opts.PINPolicy)
	d.caps = newCapsHint(d.w, d.dialog.Fit)
	if d.verb.declares {
		d.declare = newDeclaration(d.p, "ui.pin.declare", nil, d.dialog.Fit)
	}
}

// showForm asks for the PINs.
func (d *pinDialog) showForm() {
	send := kit.NewButton(d.p.T(d.verb.send), kit.Primary, d.submit)
	body := kit.Column(12, keyCard(d.w, &d.key))
	for _, notice := range d.verb.notices(d) {
		body.Add(notice)
	}
	var first fyne.Focusable = send
	if d.declare != nil {
		first = d.declare.check
	}
	if !d.key.PINPad {
		first = d.secret.Entry
		body.Add(d.secret.Box)
		body.Add(d.fresh.Box)
		body.Add(kit.Column(look.S1, d.again.Box, d.reveal))
		body.Add(d.caps.box)
		body.Add(d.rules.box(d.verb.differs))
	}
	if d.declare != nil {
		body.Add(d.declare.box)
	}
	d.dialog.Present(kit.Content{
		Title: d.title(), Body: body, First: first,
		Side: kit.NewButton(d.p.T(d.verb.forgotten), kit.Plain, func() { d.w.openForgotten(&d.key) }),
		Buttons: []*kit.Button{
			kit.NewButton(d.p.T("ui.cancel"), kit.Secondary, d.dialog.Close),
			send,
		},
		Enter: d.submit, Escape: d.dialog.Close,
	})
	d.caps.look()
}

// typed ticks the conditions that are met, and takes back what was wrong.
func (d *pinDialog) typed() {
	in := d.input()
	d.rules.show(app.JudgePIN(d.key.PIN, []byte(in.old), []byte(in.fresh)), in.equal())
	d.caps.look(in.old, in.fresh, in.again)
	if d.secret.Entry.Text != "" {
		d.secret.Fail("")
	}
	if d.fresh.Entry.Text != "" {
		d.fresh.Fail("")
	}
	d.again.Fail("")
}

// submit checks the form and hands the PINs to the key.
func (d *pinDialog) submit() {
	f := d.verb.faults(d)
	d.showFaults(f)
	switch {
	case f != (pinFaults{}):
	case d.key.PINPad:
		d.start(nil, nil) // typed on the key itself
	default:
		d.again.Entry.Take()
		d.start(token.NewPIN(d.secret.Entry.Take()), token.NewPIN(d.fresh.Entry.Take()))
	}
}

// showFaults says what is wrong under its field, and focuses the first of
// them.
func (d *pinDialog) showFaults(f pinFaults) {
	d.secret.Fail(f.old)
	d.fresh.Fail(f.fresh)
	d.again.Fail(f.again)
	if d.declare != nil {
		d.declare.fail(f.declare)
	}
	canvas := d.w.win.Canvas()
	switch {
	case f.old != "":
		canvas.Focus(d.secret.Entry)
	case f.fresh != "":
		canvas.Focus(d.fresh.Entry)
	case f.again != "":
		canvas.Focus(d.again.Entry)
	case f.declare != "":
		canvas.Focus(d.declare.check)
	}
}
