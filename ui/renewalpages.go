package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"ukey/app"
	"ukey/renew"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// showOverview lists what can be renewed, a row for each item. There is one
// item now: the certificates.
func (d *renewalDialog) showOverview() {
	signature, _, err := d.key.Renewable()
	if err != nil {
		m := d.p.Error(err)
		d.tell(d.title(), kit.NewNotice(kit.Info, m.Text, m.Next))
		return
	}
	all := kit.NewButton(d.p.T("ui.renew.all"), kit.Primary, d.start)
	d.dialog.Present(kit.Content{
		Title: d.title(),
		Body:  kit.Column(look.S3, keyCard(d.w, &d.key), d.row(signature)),
		First: all,
		Buttons: []*kit.Button{
			kit.NewButton(d.p.T("ui.close"), kit.Secondary, d.dialog.Close),
			all,
		},
		Enter: d.start, Escape: d.dialog.Close,
	})
}

// row is the certificates' line: when they were last renewed, by whom, and a
// button for this one.
func (d *renewalDialog) row(c *app.Certificate) fyne.CanvasObject {
	head := kit.GrowRow(look.S2, 1, kit.Strong(d.p.T("ui.renew.item")), kit.Gap(0, 0), kit.NewChip(toneOf(c), stateOf(d.p, c)))
	facts := kit.Facts(112,
		kit.Fact{Name: d.p.T("ui.renew.updated"), Value: d.p.Date(c.NotBefore)},
		kit.Fact{Name: d.p.T("ui.renew.until"), Value: d.p.Date(c.NotAfter)},
		kit.Fact{Name: d.p.T("ui.renew.provider"), Value: providerOf(c)},
	)
	update := kit.NewButton(d.p.T("ui.renew.one"), kit.Secondary, d.start)
	return kit.Layers(kit.NewBox(theme.ColorNameOverlayBackground, theme.ColorNameSeparator),
		kit.Pad(look.S3, kit.Column(look.S2, head, facts, kit.GrowRow(0, 0, kit.Gap(0, 0), update))))
}

// showPlan says what is about to be done.
func (d *renewalDialog) showPlan(plan *app.Plan, answer func(bool, error)) {
	p := d.p
	lines := kit.Column(look.S2)
	add := func(text string) { lines.Add(kit.NewBullet(text)) }
	if plan.Resumes {
		add(p.T("ui.plan.resume"))
	}
	add(p.T("ui.plan.signature", "Date", p.Date(plan.Signature.NotAfter)))
	if plan.Encryption != nil {
		add(p.T("ui.plan.encryption", "Date", p.Date(plan.Encryption.NotAfter)))
		add(p.T("ui.plan.old-key"))
	}
	add(p.T("ui.plan.ca", "URL", plan.CA))
	body := kit.Column(look.S3, keyCard(d.w, plan.Key), lines)
	for _, warning := range plan.Preflight.Warnings() {
		m := p.Check(&warning)
		body.Add(kit.NewNotice(kit.Warning, m.Text, m.Next))
	}
	no := func() { answer(false, nil) }
	yes := func() { answer(true, nil) }
	begin := kit.NewButton(p.T("ui.plan.begin"), kit.Primary, yes)
	d.dialog.Present(kit.Content{
		Title: d.title(),
		Body:  body,
		First: begin,
		Buttons: []*kit.Button{
			kit.NewButton(p.T("ui.cancel"), kit.Secondary, no),
			begin,
		},
		Enter: yes, Escape: no,
	})
}

// showPIN asks for the PIN: of which key, what for, and how often it may be
// wrong.
func (d *renewalDialog) showPIN(q app.PINQuestion, wrong string, answer func(*token.PIN, error)) {
	p := d.p
	entry := kit.NewPINEntry()
	field := kit.NewField(p.T("ui.pin.enter"), triesLine(p, q.Key.PIN), entry, d.dialog.Fit)
	send := func() {
		if entry.Text == "" {
			field.Fail(p.T("ui.pin.missing"))
			return
		}
		answer(token.NewPIN(entry.Take()), nil)
	}
	no := func() {
		entry.SetText("")
		answer(nil, app.ErrCancelled)
	}
	entry.OnSubmitted = func(string) { send() }
	entry.OnChanged = func(text string) {
		if text != "" {
			field.Fail("")
		}
	}
	d.dialog.Present(kit.Content{
		Title: p.T("ui.pin.title"),
		Body:  kit.Column(look.S3, keyCard(d.w, q.Key), kit.Body(p.T("ui.pin.for-renewal")).Wrapped(), field.Box),
		First: entry,
		Side:  kit.NewButton(p.T("ui.forgotten"), kit.Plain, func() { d.w.openForgotten(q.Key) }),
		Buttons: []*kit.Button{
			kit.NewButton(p.T("ui.cancel"), kit.Secondary, no),
			kit.NewButton(p.T("ui.ok"), kit.Primary, send),
		},
		Enter: send, Escape: no,
	})
	field.Fail(wrong)
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
		Body:    kit.Column(look.S3, keyCard(d.w, &d.key), kit.Column(look.S2, d.line, kit.NewBusy()), d.steps.Box, d.note),
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
	body := kit.Column(look.S3, keyCard(d.w, &d.key),
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
	tell(d.dialog, p, d.title(), body)
}

// showFailure says what failed and what state the key is in, and offers to try
// again, which goes on where it stopped.
func (d *renewalDialog) showFailure(err error) {
	m := d.p.Error(err)
	again := kit.NewButton(d.p.T("ui.again"), kit.Secondary, d.start)
	done := kit.NewButton(d.p.T("ui.close"), kit.Primary, d.dialog.Close)
	d.dialog.Present(kit.Content{
		Title: d.p.T("ui.renew.failed"),
		Body: kit.Column(look.S3, keyCard(d.w, &d.key), kit.NewNotice(kit.Broken, m.Text, m.Next),
			kit.Caption(d.p.T("ui.detail", "Detail", m.Detail)).Wrapped()),
		First:   done,
		Buttons: []*kit.Button{again, done},
		Enter:   d.dialog.Close, Escape: d.dialog.Close,
	})
}
