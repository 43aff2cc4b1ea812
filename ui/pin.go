package ui

import (
	"errors"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/token"
	"ukey/ui/kit"
)

// openPIN opens the dialog that changes the selected key's PIN.
func (w *Window) openPIN() {
	key := w.model.key()
	if key == nil || w.stage.Busy() {
		return
	}
	locked := key.PIN.State == token.PINLocked
	if locked && key.Unblockable() {
		w.openUnblock()
		return
	}
	d := newPINDialog(w, *key, pinVerb{
		title: "ui.pin", secret: "ui.pin.old", forgotten: "ui.forgotten", send: "ui.pin.change", working: "ui.pin.working", done: "ui.pin.changed",
		spends: func(k *app.Key) *token.PINStatus { return &k.PIN }, lastTry: app.ConfirmLastTry,
		article: "change-pin", differs: true, declares: true,
		notices: changeNotices, faults: changeFaults, do: Desk.ChangePIN, ends: changeEnds,
	})
	if locked {
		presentLocked(d.dialog, w, &d.key, d.title())
		return
	}
	d.open()
}

func changeNotices(d *pinDialog) []fyne.CanvasObject {
	var notices []fyne.CanvasObject
	if d.key.PIN.ToBeChanged {
		m := d.p.Error(token.ErrPINToBeChanged)
		notices = append(notices, kit.NewNotice(kit.Soon, m.Text, d.p.T("ui.pin.initial")))
	}
	if d.key.PINPad {
		notices = append(notices, kit.NewNotice(kit.Info, d.p.T("ui.pin.pad"), d.p.T("ui.pin.pad.next")))
	}
	return notices
}

func changeFaults(d *pinDialog) pinFaults {
	declared := d.declare.check.Checked()
	if d.key.PINPad {
		return pinFaults{declare: declareFault(d.p, declared)}
	}
	return faults(d.p, d.input(), d.key.PIN, d.w.opts.PINPolicy, declared)
}

// changeEnds tells that too many wrong PINs have locked the key.
func changeEnds(d *pinDialog, err error) bool {
	_, locked := errors.AsType[*token.PINLockedError](err)
	if locked {
		d.key.PIN.State, d.key.PIN.Tries = token.PINLocked, 0
		presentLocked(d.dialog, d.w, &d.key, d.title())
	}
	return locked
}
