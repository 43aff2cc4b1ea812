package ui

import (
	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// apply leaves for the wizard.
func (d *renewalDialog) apply() {
	id := d.key.ID
	if d.w.renewals != nil {
		d.w.renewals.dialog.Close() // and this one over it
	}
	d.dialog.Close()
	if k := d.w.model.snapshot.Key(id); k != nil {
		d.w.pick(startAt(k, d.holder))
		d.w.openApply()
	}
}

// showExpired says why the certificates do not renew themselves any more, and
// leads to the wizard.
func (d *renewalDialog) showExpired(err error) {
	p, m := d.p, d.p.Error(err)
	begin := kit.NewButton(p.T("ui.apply"), kit.Primary, d.apply)
	d.dialog.Present(withHelp(d.dialog, p, m, kit.Content{
		Title: p.T("ui.review"),
		Body:  kit.Column(look.S3, d.card(), kit.NewNotice(kit.Broken, m.Text, ""), kit.Body(m.Next).Wrapped()),
		First: begin,
		Buttons: []*kit.Button{
			kit.NewButton(p.T("ui.close"), kit.Secondary, d.dialog.Close),
			begin,
		},
		Enter: d.apply, Escape: d.dialog.Close,
	}))
}

// showPlan says what is about to be done and what was looked at before, and
// has the person agree.
func (d *renewalDialog) showPlan(plan *app.Plan, answer func(bool, error)) {
	p := d.p
	if d.w.model.server != serverFine {
		d.w.askServer() // it has just been there
	}
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
	body := kit.Column(look.S3, ownedCard(d.w, plan.Key, plan.Key.NameOf(plan.Signature)))
	if plan.Early() {
		body.Add(kit.NewNotice(kit.Info, p.N("ui.plan.not-due", plan.Signature.DaysLeft), p.T("ui.plan.not-due.next")))
	}
	body.Add(lines)
	checks, bound := parted(plan.Preflight)
	if len(checks) > 0 {
		body.Add(d.checked(checks))
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
	d.dialog.Present(withHelp(d.dialog, p, m, kit.Content{
		Title: p.T("ui.preflight.failed"),
		Body: kit.Column(look.S3, d.card(), kit.NewNotice(kit.Broken, m.Text, m.Next),
			kit.Column(look.S2, kit.Body(p.T("ui.preflight")).Bold(), checkLines(p, worstFirst(checks)))),
		First:   again,
		Buttons: []*kit.Button{kit.NewButton(p.T("ui.close"), kit.Secondary, d.dialog.Close), again},
		Enter:   d.start, Escape: d.dialog.Close,
	}))
}
