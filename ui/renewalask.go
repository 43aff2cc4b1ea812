package ui

import (
	"context"

	"fyne.io/fyne/v2/theme"

	"ukey/app"
	"ukey/token"
	"ukey/ui/work"
)

// renewalAnswers puts the questions of a renewal on its dialog.
type renewalAnswers struct {
	dialog *renewalDialog
	// wrongPIN is what the last attempt came to, to be said where the PIN is
	// asked for again.
	wrongPIN string
}

// ask is called when a question comes: nobody waits for the key any more, and
// whoever wanted to close the window has something to answer first.
func (d *renewalDialog) ask() {
	d.asking = true
	d.w.holdChanged(false)
}

// Confirm shows the plan, or asks whether the last try may be spent.
func (a *renewalAnswers) Confirm(ctx context.Context, q app.Confirmation) (bool, error) {
	d := a.dialog
	return work.Ask(ctx, d.w.work, func(answer func(bool, error)) {
		d.ask()
		goOn := func(yes bool, err error) {
			d.asking = false
			if yes {
				d.showProgress()
			}
			answer(yes, err)
		}
		switch {
		case q.What == app.ConfirmLastTry:
			presentLastTry(d.dialog, d.w, q.Key, q.What, goOn)
		case d.agreed:
			goOn(true, nil)
		default:
			d.showPlan(q.Renewal, func(yes bool, err error) {
				d.agreed = yes
				goOn(yes, err)
			})
		}
	})
}

// PIN asks for the key's PIN.
func (a *renewalAnswers) PIN(ctx context.Context, q app.PINQuestion) (*token.PIN, error) {
	d := a.dialog
	if q.Key.PINPad {
		d.w.work.Post(func() { d.line.Set(d.p.T("ui.pin.pad"), theme.ColorNameForeground) })
		return nil, nil // typed on the key itself
	}
	return work.Ask(ctx, d.w.work, func(answer func(*token.PIN, error)) {
		d.ask()
		d.showPIN(q, a.wrongPIN, func(pin *token.PIN, err error) {
			d.asking = false
			if err == nil {
				d.showProgress()
			}
			answer(pin, err)
		})
	})
}

// NewPIN is no question of this verb.
func (a *renewalAnswers) NewPIN(context.Context, app.PINQuestion) (old, fresh *token.PIN, err error) {
	return nil, nil, app.ErrCancelled
}

// Unblock is no question of this verb.
func (a *renewalAnswers) Unblock(context.Context, app.PINQuestion) (puk, fresh *token.PIN, err error) {
	return nil, nil, app.ErrCancelled
}

// Code asks for the code that the CA has sent to the applicant's phone.
func (a *renewalAnswers) Code(ctx context.Context, q app.CodeQuestion) (app.CodeReply, error) {
	d := a.dialog
	return work.Ask(ctx, d.w.work, func(answer func(app.CodeReply, error)) {
		d.ask()
		d.showCode(q, func(reply app.CodeReply, err error) {
			d.asking = false
			d.stopClock()
			d.showProgress()
			answer(reply, err)
		})
	})
}
