package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"ukey/app"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// showOverview lists what can be renewed, a row for each item. There is one
// item now: the certificates.
func (d *renewalDialog) showOverview() {
	p := d.p
	history := kit.NewButton(p.T("ui.applications"), kit.Plain, d.w.openApplications)
	leave := kit.NewButton(p.T("ui.close"), kit.Secondary, d.dialog.Close)
	signature, _, err := d.key.Renewable()
	if err != nil {
		m := p.Error(err)
		d.dialog.Present(kit.Content{
			Title: d.title(), Body: kit.Column(look.S3, keyCard(d.w, &d.key), kit.NewNotice(kit.Info, m.Text, m.Next)),
			Side: history, First: leave, Buttons: []*kit.Button{leave},
			Enter: d.dialog.Close, Escape: d.dialog.Close,
		})
		return
	}
	one, act := p.T("ui.renew.one"), d.start
	all := kit.NewButton(p.T("ui.renew.all"), kit.Primary, act)
	if signature.Status == token.Expired && !d.w.model.undone(&d.key).interrupted {
		// Only the way over the CA's staff is open.
		one, act = p.T("ui.apply"), d.apply
		all.OnPress(act)
	}
	d.dialog.Present(kit.Content{
		Title: d.title(),
		Body:  kit.Column(look.S3, keyCard(d.w, &d.key), d.row(signature, one, act)),
		First: all, Side: history,
		Buttons: []*kit.Button{leave, all},
		Enter:   act, Escape: d.dialog.Close,
	})
}

// row is the certificates' line: when they were last renewed, by whom, and a
// button for this one.
func (d *renewalDialog) row(c *app.Certificate, label string, act func()) fyne.CanvasObject {
	head := kit.GrowRow(look.S2, 1, kit.Strong(d.p.T("ui.renew.item")), kit.Gap(0, 0), kit.NewChip(toneOf(c), stateOf(d.p, c)))
	facts := kit.Facts(112,
		kit.Fact{Name: d.p.T("ui.renew.updated"), Value: d.p.Date(c.NotBefore)},
		kit.Fact{Name: d.p.T("ui.renew.until"), Value: d.p.Date(c.NotAfter)},
		kit.Fact{Name: d.p.T("ui.renew.provider"), Value: providerOf(c)},
	)
	update := kit.NewButton(label, kit.Secondary, act)
	return kit.Layers(kit.NewBox(theme.ColorNameOverlayBackground, theme.ColorNameSeparator),
		kit.Pad(look.S3, kit.Column(look.S2, head, facts, kit.GrowRow(0, 0, kit.Gap(0, 0), update))))
}

// apply leaves for the wizard.
func (d *renewalDialog) apply() {
	d.dialog.Close()
	d.w.openApply()
}

// showExpired says why the certificates do not renew themselves any more, and
// leads to the wizard.
func (d *renewalDialog) showExpired(err error) {
	p, m := d.p, d.p.Error(err)
	begin := kit.NewButton(p.T("ui.apply"), kit.Primary, d.apply)
	d.dialog.Present(kit.Content{
		Title: p.T("ui.review"),
		Body:  kit.Column(look.S3, keyCard(d.w, &d.key), kit.NewNotice(kit.Broken, m.Text, ""), kit.Body(m.Next).Wrapped()),
		First: begin,
		Buttons: []*kit.Button{
			kit.NewButton(p.T("ui.close"), kit.Secondary, d.dialog.Close),
			begin,
		},
		Enter: d.apply, Escape: d.dialog.Close,
	})
}

// showPlan says what is about to be done and what was looked at before, and
// has the person agree.
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

	no := func() { answer(false, nil) }
	begin := kit.NewButton(p.T("ui.plan.begin"), kit.Primary, nil)
	body := kit.Column(look.S3, keyCard(d.w, plan.Key), lines)
	checks, bound := parted(plan.Preflight)
	if len(checks) > 0 {
		body.Add(kit.Column(look.S2, kit.Body(p.T("ui.preflight")).Bold(), checkLines(p, checks)))
	}
	var first fyne.Focusable = begin
	yes := func() { answer(true, nil) }
	if bound != nil {
		consent := newDeclaration(p, "ui.plan.consent", func(ticked bool) { enable(begin, ticked) }, d.dialog.Fit)
		m := p.Check(bound)
		body.Add(kit.Column(look.S2, kit.NewNotice(kit.Warning, m.Text, m.Next), consent.box))
		begin.Disable()
		first = consent.check
		agree := yes
		yes = func() {
			if !consent.check.Checked() {
				consent.fail(p.T("ui.plan.consent.missing"))
				return
			}
			agree()
		}
	}
	begin.OnPress(yes)
	d.dialog.Present(kit.Content{
		Title: d.title(),
		Body:  body,
		First: first,
		Buttons: []*kit.Button{
			kit.NewButton(p.T("ui.cancel"), kit.Secondary, no),
			begin,
		},
		Enter: yes, Escape: no,
	})
}

// showUnready lists what was looked at when something in it stands in the way.
func (d *renewalDialog) showUnready(e *app.PreflightError) {
	p := d.p
	checks, _ := parted(e.Preflight)
	m := p.Error(e)
	again := kit.NewButton(p.T("ui.preflight.again"), kit.Primary, d.start)
	d.dialog.Present(kit.Content{
		Title: p.T("ui.preflight.failed"),
		Body: kit.Column(look.S3, keyCard(d.w, &d.key), kit.NewNotice(kit.Broken, m.Text, m.Next),
			kit.Column(look.S2, kit.Body(p.T("ui.preflight")).Bold(), checkLines(p, checks))),
		First:   again,
		Buttons: []*kit.Button{kit.NewButton(p.T("ui.close"), kit.Secondary, d.dialog.Close), again},
		Enter:   d.start, Escape: d.dialog.Close,
	})
}
