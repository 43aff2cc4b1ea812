package ui

import (
	"errors"

	"fyne.io/fyne/v2/theme"

	"ukey/app"
	"ukey/renew"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// showPIN asks for the PIN.
func (d *renewalDialog) showPIN(q app.PINQuestion, wrong string, answer func(*token.PIN, error)) {
	presentPIN(d.dialog, d.w, q, wrong, answer)
}

// showProgress lists the steps and what the key is doing now.
func (d *renewalDialog) showProgress() {
	if d.steps == nil {
		names := make([]string, 0, len(d.order))
		for _, step := range d.order {
			names = append(names, d.p.Step(step))
		}
		d.steps = kit.NewSteps(names)
		d.line = kit.Strong("").Wrapped()
		d.note = kit.Caption("").Wrapped()
	}
	if d.current < 0 {
		for i := range d.order {
			d.steps.Set(i, kit.Waiting)
		}
	}
	d.stop = kit.NewButton(d.p.T("ui.cancel"), kit.Secondary, d.halt)
	d.dialog.Present(kit.Content{
		Title:   d.title(),
		Body:    kit.Column(look.S3, d.card(), kit.Column(look.S2, d.line, kit.NewBusy(), d.note), d.steps.Box),
		Buttons: []*kit.Button{d.stop},
		Escape:  d.halt,
	})
	d.describe()
}

// halt cancels, as long as that leaves no trace.
func (d *renewalDialog) halt() {
	if d.canCancel {
		d.stop.Disable()
		d.cancel()
	}
}

// describe says what the key is doing, and whether it may be stopped.
func (d *renewalDialog) describe() {
	text := d.p.T("ui.progress.begin")
	if d.current >= 0 {
		text = d.p.T("ui.progress." + string(d.order[d.current]))
	}
	note := "ui.progress.fixed"
	if d.canCancel {
		note = "ui.progress.can-cancel"
	}
	d.line.Set(text, theme.ColorNameForeground)
	d.note.Set(d.p.T(note), look.Muted)
	enable(d.stop, d.canCancel)
	d.dialog.Fit()
}

// showSuccess says what is on the key now, and what is not.
func (d *renewalDialog) showSuccess(r *renew.Result) {
	p := d.p
	body := kit.Column(look.S3, d.card(),
		kit.NewNotice(kit.Achieved, p.T("renewed"), p.T("renewed.until", "Date", p.Date(r.Signature.NotAfter))))
	facts := []kit.Fact{{Name: p.Use(r.Signature.Use), Value: p.Period(r.Signature.NotBefore, r.Signature.NotAfter)}}
	if r.Encryption != nil && !r.EncryptionKept {
		facts = append(facts, kit.Fact{Name: p.Use(token.Encryption), Value: p.Period(r.Encryption.NotBefore, r.Encryption.NotAfter)})
	}
	body.Add(kit.Facts(nameWidth, facts...))
	switch {
	case r.EncryptionKept && r.Encryption != nil:
		body.Add(kit.NewNotice(kit.Warning, p.T("renewed.kept", "Date", p.Date(r.Encryption.NotAfter)), ""))
	case r.Encryption != nil:
		body.Add(kit.Quiet(p.T("renewed.old")).Wrapped())
	}
	if r.EncryptionInMemory {
		body.Add(kit.NewNotice(kit.Warning, p.T("renewed.in-memory"), ""))
	}
	tell(d.dialog, p, d.title(), body)
}

// unset tells whether there is no CA to renew at until the settings say so.
func unset(err error) bool {
	_, roots := errors.AsType[*app.RootsError](err)
	return roots || errors.Is(err, renew.ErrCANotConfigured) || errors.Is(err, app.ErrNoRoot)
}

// showUnset leads to where the CA is set up: until then, trying again is of no
// use.
func (d *renewalDialog) showUnset(err error) {
	m := d.p.Error(err)
	settings := func() {
		d.dialog.Close()
		d.w.openPreferencesAt(app.PageCA)
	}
	open := kit.NewButton(d.p.T("ui.renew.settings"), kit.Primary, settings)
	d.dialog.Present(withHelp(d.dialog, d.p, m, kit.Content{
		Title:   d.p.T("ui.preflight.failed"),
		Body:    kit.Column(look.S3, d.card(), kit.NewNotice(kit.Broken, m.Text, m.Next)),
		First:   open,
		Buttons: []*kit.Button{kit.NewButton(d.p.T("ui.close"), kit.Secondary, d.dialog.Close), open},
		Enter:   settings, Escape: d.dialog.Close,
	}))
}

// showFailure says what failed and what state the key is in, and offers to try
// again, which goes on where it stopped.
func (d *renewalDialog) showFailure(err error) {
	m := d.p.Error(err)
	again := kit.NewButton(d.p.T("ui.again"), kit.Secondary, d.start)
	done := kit.NewButton(d.p.T("ui.close"), kit.Primary, d.dialog.Close)
	d.dialog.Present(withHelp(d.dialog, d.p, m, kit.Content{
		Title: d.p.T(d.name + ".failed"),
		Body: kit.Column(look.S3, d.card(), kit.NewNotice(kit.Broken, m.Text, m.Next),
			forSupport(d.p, m.Detail)),
		First:   done,
		Buttons: []*kit.Button{again, done},
		Enter:   d.dialog.Close, Escape: d.dialog.Close,
	}))
}
