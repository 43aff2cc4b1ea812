package ui

import (
	"errors"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// openUnblock opens the dialog that gives the selected key a new PIN by its
// PUK.
func (w *Window) openUnblock() {
	if key := w.model.key(); key != nil {
		w.openUnblockFor(*key)
	}
}

func (w *Window) openUnblockFor(key app.Key) {
	if w.stage.Busy() {
		return
	}
	newPINDialog(w, key, pinVerb{
		title: "ui.unblock.title", secret: "ui.unblock.puk", forgotten: "ui.unblock.no-puk", send: "ui.unblock", working: "ui.unblock.working", done: "ui.unblock.done",
		spends: func(k *app.Key) *token.PINStatus { return &k.PUK }, lastTry: app.ConfirmLastPUKTry,
		article: "pin-locked", notices: unblockNotices, faults: unblockFaults, do: Desk.UnblockPIN, ends: unblockEnds,
	}).open()
}

func unblockNotices(d *pinDialog) []fyne.CanvasObject {
	notices := []fyne.CanvasObject{kit.NewNotice(kit.Info, d.p.T("ui.unblock.what"), d.p.T("ui.unblock.what.next"))}
	if d.key.PINPad {
		notices = append(notices, kit.Body(d.p.T("ui.unblock.pad")).Wrapped())
	}
	return notices
}

func unblockFaults(d *pinDialog) pinFaults {
	if d.key.PINPad {
		return pinFaults{}
	}
	in := d.input()
	if fault := secretFault(d.p, in.old, "ui.unblock.puk.missing"); fault != "" { // it is the PUK here
		return pinFaults{old: fault}
	}
	return freshFaults(d.p, in, nil, d.key.PIN, d.w.opts.PINPolicy)
}

// unblockEnds tells who can unlock a key that takes no PUK after all.
func unblockEnds(d *pinDialog, err error) bool {
	if !errors.Is(err, app.ErrNotUnblockable) && !errors.Is(err, token.ErrUnsupported) {
		return false
	}
	m := d.p.Error(app.ErrNotUnblockable)
	tell(d.dialog, d.p, d.title(), kit.Column(look.S3, keyCard(d.w, &d.key),
		kit.NewNotice(kit.Shut, m.Text, ""), unlockHelp(d.w, &d.key)))
	return true
}
