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
		title: "ui.pin", secret: "ui.pin.old", forgotten: "ui.forgotten", send: "ui.pin.change", working: "ui.pin.working",
		spends: func(k *app.Key) *token.PINStatus { return &k.PIN }, lastTry: app.ConfirmLastTry,
		article: "change-pin", differs: true, declares: true,
		notices: changeNotices, faults: changeFaults, do: Desk.ChangePIN, ended: changeEnded,
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

func changeEnded(d *pinDialog, err error) {
	// What a verb has changed the watcher does not tell: it knows of keys that
	// come and go alone.
	d.w.refresh()
	if !d.dialog.Open() {
		return
	}
	var locked *token.PINLockedError
	switch {
	case err == nil:
		d.w.unguard(d.guard)
		d.tellDone(d.p.T("ui.pin.changed"))
	case errors.As(err, &locked):
		d.key.PIN.State, d.key.PIN.Tries = token.PINLocked, 0
		presentLocked(d.dialog, d.w, &d.key, d.title())
	case d.failed(err):
	default:
		d.w.unguard(d.guard)
		tellError(d.dialog, d.p, d.title(), kit.Broken, d.p.Error(err))
	}
}
