package ui

import (
	"context"

	"ukey/app"
	"ukey/token"
	"ukey/ui/words"
)

// unblockFaults says what is missing or wrong before anything reaches the key;
// old stands for the PUK.
func unblockFaults(p *words.Printer, in pinInput, s token.PINStatus) pinFaults {
	var f pinFaults
	rules := judge(in, s)
	switch {
	case in.old == "":
		f.old = p.T("ui.unblock.puk.missing")
	case in.fresh == "":
		f.fresh = p.T("ui.pin.new.missing")
	case !rules.length:
		f.fresh = p.Error(&token.PINLengthError{Min: s.Min, Max: s.Max}).Text
	case !rules.equal:
		f.again = p.Error(app.ErrPINMismatch).Text
	}
	return f
}

// unblockAnswers answers the verb's questions with what was typed already.
type unblockAnswers struct {
	dialog     *unblockDialog
	puk, fresh *token.PIN
	agreed     bool
}

// Unblock hands over what was typed.
func (a *unblockAnswers) Unblock(context.Context, app.PINQuestion) (puk, fresh *token.PIN, err error) {
	return a.puk, a.fresh, nil
}

// NewPIN is no question of this verb.
func (a *unblockAnswers) NewPIN(context.Context, app.PINQuestion) (old, fresh *token.PIN, err error) {
	return nil, nil, app.ErrCancelled
}

// PIN is no question of this verb.
func (a *unblockAnswers) PIN(context.Context, app.PINQuestion) (*token.PIN, error) {
	return nil, app.ErrCancelled
}

// Confirm asks for the PUK's last try, unless the person has agreed already.
func (a *unblockAnswers) Confirm(ctx context.Context, q app.Confirmation) (bool, error) {
	if q.What != app.ConfirmLastPUKTry {
		return false, nil
	}
	if a.agreed {
		return true, nil
	}
	return ask(ctx, a.dialog.w.work, func(answer func(bool, error)) {
		a.dialog.confirmLastTry(func(yes bool, err error) {
			if yes {
				a.dialog.showWorking()
			}
			answer(yes, err)
		})
	})
}
