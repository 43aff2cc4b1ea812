package ui

import (
	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/words"
)

// openUnlockHelp says who unlocks the selected key.
func (w *Window) openUnlockHelp() {
	if k := w.model.key(); k != nil {
		d := w.stage.NewDialog(narrow).About("pin-locked")
		tell(d, w.words, w.words.T("ui.how-to-unlock"), unlockHelp(w, k))
	}
}

// openForgotten says what to do about a forgotten PIN.
func (w *Window) openForgotten(k *app.Key) {
	d := w.stage.NewDialog(narrow).About("pin-forgotten")
	tell(d, w.words, w.words.T("ui.forgotten"), unlockHelp(w, k))
}

// presentLocked fills a dialog with the news that a key takes no PIN, and with
// who unlocks it: the person, if the key has a PUK, or its provider.
func presentLocked(d *kit.Dialog, w *Window, k *app.Key, title string) {
	p := w.words
	m := p.Error(&token.PINLockedError{})
	body := kit.Column(look.S3, keyCard(w, k), kit.NewNotice(kit.Shut, m.Text, lockedNext(p, k)), unlockHelp(w, k))
	if !k.Unblockable() {
		tell(d, p, title, body)
		return
	}
	unblock := kit.NewButton(p.T("ui.unblock"), kit.Primary, func() {
		d.Close()
		w.openUnblockFor(*k)
	})
	d.Present(kit.Content{
		Title: title, Body: body, First: unblock,
		Buttons: []*kit.Button{kit.NewButton(p.T("ui.close"), kit.Secondary, d.Close), unblock},
		Escape:  d.Close,
	})
}

// lockedNext says what to do about a locked key.
func lockedNext(p *words.Printer, k *app.Key) string {
	if k.Unblockable() {
		return p.T("ui.locked.next.puk")
	}
	return p.T("ui.locked.next")
}

// unlockHelp names the counter that unlocks the key, and the papers to bring.
func unlockHelp(w *Window, k *app.Key) fyne.CanvasObject {
	p := w.words
	where := p.T("ui.unlock.where")
	for _, use := range []token.Use{token.Signature, token.Encryption} {
		if c := k.Current(use); c != nil && providerOf(c) != "" {
			where = p.T("ui.unlock.where.named", "Provider", providerOf(c))
			break
		}
	}
	body := kit.Column(look.S2, kit.Body(where).Wrapped(), kit.Gap(0, look.S1), kit.Body(p.T("ui.unlock.bring")).Bold())
	for _, id := range []string{"ui.unlock.bring.key", "ui.unlock.bring.licence", "ui.unlock.bring.identity", "ui.unlock.bring.authority"} {
		body.Add(kit.NewBullet(p.T(id)))
	}
	body.Add(kit.Gap(0, look.S1))
	body.Add(kit.Quiet(p.T("ui.unlock.safe")).Wrapped())
	return body
}
