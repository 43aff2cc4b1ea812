package ui

import (
	"fyne.io/fyne/v2"

	"ukey/renew/cases"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// unanswered are the staff's remarks that nothing has been done about in what
// would be submitted now; nil if there are none.
func (z *wizard) unanswered() *cases.Reasons {
	now := *z.app
	now.Form = z.form.form() // it may be on its way to the disk
	return now.Unanswered()
}

// remarks lists what the staff have said.
func (z *wizard) remarks(r *cases.Reasons) fyne.CanvasObject {
	list := kit.Column(look.S1)
	for _, line := range z.p.Reasons(r) {
		list.Add(kit.NewBullet(line))
	}
	return list
}

// askAsItIs asks, once, whether to submit what would be found wanting again: that
// costs the person days. Enter leads back to what is to be corrected.
func (z *wizard) askAsItIs() {
	p, left, d := z.p, z.unanswered(), z.w.stage.NewDialog(medium)
	back := func() {
		d.Close()
		z.openAt(left)
	}
	correct := kit.NewButton(p.T("ui.check.as-it-is.back"), kit.Primary, back)
	send := kit.NewButton(p.T("ui.check.as-it-is.send"), kit.Secondary, func() {
		d.Close()
		z.asIs = true
		z.submit()
	})
	d.Present(kit.Content{
		Title: p.T("ui.check.as-it-is"),
		Body:  kit.Column(look.S3, kit.Body(p.T("ui.check.as-it-is.text")).Wrapped(), z.remarks(left)),
		First: correct, Buttons: []*kit.Button{send, correct}, Enter: back, Escape: d.Close,
	})
}

// openAt goes to the first part that remarks are about, with what they say there.
func (z *wizard) openAt(r *cases.Reasons) {
	for field, reason := range r.Fields {
		z.form.fields[field].Fail(z.remark(reason)) // which was taken away if it was changed and changed back
	}
	if len(r.Fields) == 0 && len(r.Documents) > 0 {
		z.open(pageScans)
		return
	}
	z.open(pageForm)
}
