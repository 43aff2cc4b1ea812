package ui

import (
	"context"

	"ukey/app"
	"ukey/token"
	"ukey/ui/work"
)

// pinAnswers answers a verb's questions with what was typed already.
type pinAnswers struct {
	dialog        *pinDialog
	secret, fresh *token.PIN
	agreed        bool
}

// NewPIN hands over what was typed.
func (a *pinAnswers) NewPIN(context.Context, app.PINQuestion) (old, fresh *token.PIN, err error) {
	return a.secret, a.fresh, nil
}

// Unblock hands over what was typed. No verb asks this and NewPIN.
func (a *pinAnswers) Unblock(context.Context, app.PINQuestion) (puk, fresh *token.PIN, err error) {
	return a.secret, a.fresh, nil
}

// PIN is no question of these verbs.
func (a *pinAnswers) PIN(context.Context, app.PINQuestion) (*token.PIN, error) {
	return nil, app.ErrCancelled
}

// Confirm asks for the last try, unless the person has agreed already.
func (a *pinAnswers) Confirm(ctx context.Context, q app.Confirmation) (bool, error) {
	d := a.dialog
	if q.What != d.verb.lastTry {
		return false, nil
	}
	if a.agreed {
		return true, nil
	}
	return work.Ask(ctx, d.w.work, func(answer func(bool, error)) {
		d.confirmLastTry(func(yes bool, err error) {
			if yes {
				d.showWorking()
			}
			answer(yes, err)
		})
	})
}

// Code is no question of these verbs.
func (a *pinAnswers) Code(context.Context, app.CodeQuestion) (app.CodeReply, error) {
	return app.CodeReply{}, app.ErrCancelled
}
