package ui

import (
	"ukey/app"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// installContent is step 5: the new certificates onto the key. The installation
// itself has a dialog of its own, which is that of a renewal.
func (z *wizard) installContent() kit.Content {
	p := z.p
	leave := kit.NewButton(p.T("ui.close"), kit.Secondary, z.dialog.Close)
	if z.app.Stage() == app.StageDone {
		leave.Set(p.T("ui.close"), kit.Primary)
		return kit.Content{
			Title: p.T("ui.install.done"),
			Body:  kit.Column(look.S3, kit.NewNotice(kit.Achieved, p.T("renewed"), p.T("renewed.old")), kit.Timeline(z.moments()...)),
			First: leave, Buttons: []*kit.Button{leave}, Enter: z.dialog.Close,
		}
	}
	install := kit.NewButton(p.T("ui.install"), kit.Primary, z.install)
	body := kit.Column(look.S3)
	if z.app.Installing {
		body.Add(kit.NewNotice(kit.Warning, p.T("ui.install.interrupted"), p.StageNext(z.app)))
	} else {
		body.Add(kit.NewNotice(kit.Achieved, p.T("ui.install.approved"), p.T("ui.install.approved.next")))
	}
	phone := p.T("ui.install.needs.phone", "Phone", z.app.Case.Phone)
	if z.app.Case.Phone == "" {
		phone = p.T("ui.install.needs.any-phone")
	}
	body.Add(kit.Column(look.S2, kit.Body(p.T("ui.install.needs")).Bold(),
		kit.NewBullet(p.T("ui.install.needs.key", "Name", idName(z.app.Token))),
		kit.NewBullet(phone),
		kit.NewBullet(p.T("ui.install.needs.time"))))
	c := kit.Content{
		Title: p.T("ui.install.title"), Body: body, First: install,
		Buttons: []*kit.Button{leave, install}, Enter: z.install,
	}
	if z.w.model.keyOf(z.app) == nil {
		install.Disable()
		c.First, c.Enter = leave, nil
		body.Add(kit.NewNotice(kit.Warning, p.T("ui.wizard.no-key", "Name", idName(z.app.Token)), p.T("ui.wizard.no-key.next")))
	}
	body.Add(kit.Rule())
	body.Add(kit.Timeline(z.moments()...))
	return c
}

func (z *wizard) install() {
	k := z.w.model.keyOf(z.app)
	switch {
	case k == nil: // which the page says
	case k.PIN.ToBeChanged:
		z.dialog.Close()
		z.w.pick(startAt(k, z.app.Holder()))
		z.w.openPIN()
	default:
		z.w.installation(z.app, k).start()
	}
}
