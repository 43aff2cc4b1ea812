package ui

import (
	"ukey/ui/kit"
	"ukey/ui/look"
)

// openUpdate is 软件升级. The program does not renew itself: it says which
// version it is, and opens the page on which newer ones are told of.
func (w *Window) openUpdate() {
	if w.stage.Busy() {
		return
	}
	p := w.words
	d := w.stage.NewDialog(narrow)
	content := kit.Content{Title: p.T("home.update"), Enter: d.Close, Escape: d.Close}
	body := kit.Column(look.S3, kit.Facts(96, kit.Fact{Name: p.T("home.update.version"), Value: w.opts.Version}))
	shut := kit.NewButton(p.T("ui.close"), kit.Primary, d.Close)
	content.First, content.Buttons = shut, []*kit.Button{shut}
	if page := w.opts.Brand.Updates; page != "" {
		body.Add(kit.Body(p.T("home.update.look")).Wrapped())
		shut.Set(p.T("ui.close"), kit.Secondary)
		open := func() { d.Close(); w.browse(page) }
		button := kit.NewButton(p.T("home.update.open"), kit.Primary, open)
		content.First, content.Enter, content.Buttons = button, open, append(content.Buttons, button)
	} else {
		body.Add(kit.NewNotice(kit.Info, p.T("home.update.nowhere"), p.T("home.update.nowhere.next")))
	}
	content.Body = body
	d.Present(content)
}
