package ui

import (
	"context"
	"errors"

	"ukey/app"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/work"
)

// submission hands an application in: it asks for the PIN in a dialog over the
// wizard, and says what came of it. It answers the verb's questions.
type submission struct {
	z      *wizard
	ready  func(context.Context) // waits until everything is on the disk
	dialog *kit.Dialog
	cancel context.CancelFunc
	wrong  string // what the last PIN came to
	guard  *guard // while the PIN is asked for
}

func newSubmission(z *wizard, ready func(context.Context)) *submission {
	s := &submission{z: z, ready: ready, dialog: z.w.stage.NewDialog(narrow), cancel: func() {}}
	s.dialog.OnClose = func() {
		s.cancel()
		s.z.w.unguard(s.guard)
	}
	return s
}

func (s *submission) start() {
	s.showWorking("ui.submit.begin")
	s.cancel = s.z.w.work.Start(func(ctx context.Context) {
		s.ready(ctx)
		a, err := s.z.w.desk.Submit(ctx, s.z.id, s)
		s.z.w.work.Post(func() { s.ended(a, err) })
	})
}

// showWorking says what goes on. To stop does no harm: whatever has arrived is
// not sent again.
func (s *submission) showWorking(id string) {
	p := s.z.p
	stop := kit.NewButton(p.T("ui.cancel"), kit.Secondary, s.dialog.Close)
	s.dialog.Present(kit.Content{
		Title: p.T("ui.submit"),
		Body: kit.Column(look.S3, kit.Body(p.T(id)).Wrapped(), kit.NewBusy(),
			kit.Caption(p.T("ui.submit.note")).Wrapped()),
		First: stop, Buttons: []*kit.Button{stop}, Escape: s.dialog.Close,
	})
}

func (s *submission) ended(a *app.Application, err error) {
	z := s.z
	z.w.look()
	open := s.dialog.Open()
	var wrong *token.PINIncorrectError
	var locked *token.PINLockedError
	var flaws *app.FlawsError
	switch {
	case err == nil:
		s.dialog.Close()
		if z.w.wizard == z {
			z.app = a
			z.arrive()
		}
	case !open:
	case errors.As(err, &wrong):
		s.wrong = z.p.Error(err).Line()
		s.start()
	case errors.As(err, &locked):
		z.w.changed()
		s.tellLocked()
	case errors.As(err, &flaws):
		s.dialog.Close()
		z.submit() // which goes to the first of them
	case errors.Is(err, token.ErrPINToBeChanged):
		s.dialog.Close()
		z.dialog.Close()
		z.w.openPIN()
	case errors.Is(err, app.ErrCancelled), errors.Is(err, context.Canceled):
		s.dialog.Close()
	default:
		s.showFailure(err)
	}
}

func (s *submission) tellLocked() {
	if k := s.z.w.model.keyOf(s.z.app); k != nil {
		locked := *k
		locked.PIN.State, locked.PIN.Tries = token.PINLocked, 0
		presentLocked(s.dialog, s.z.w, &locked, s.z.p.T("ui.submit.failed"))
		return
	}
	tellError(s.dialog, s.z.p, s.z.p.T("ui.submit.failed"), kit.Shut, s.z.p.Error(&token.PINLockedError{}))
}

func (s *submission) showFailure(err error) {
	p, m := s.z.p, s.z.p.Error(err)
	again := kit.NewButton(p.T("ui.again"), kit.Primary, func() { s.wrong = ""; s.start() })
	s.dialog.Present(withHelp(s.dialog, p, m, kit.Content{
		Title: p.T("ui.submit.failed"),
		Body: kit.Column(look.S3, kit.NewNotice(kit.Broken, m.Text, m.Next), kit.Quiet(p.T("ui.submit.kept")).Wrapped(),
			forSupport(p, m.Detail)),
		First:   again,
		Buttons: []*kit.Button{kit.NewButton(p.T("ui.close"), kit.Secondary, s.dialog.Close), again},
		Enter:   again.Press, Escape: s.dialog.Close,
	}))
}

// PIN asks for the key's PIN.
func (s *submission) PIN(ctx context.Context, q app.PINQuestion) (*token.PIN, error) {
	if q.Key.PINPad {
		s.z.w.work.Post(func() { s.showWorking("ui.pin.pad") })
		return nil, nil // typed on the key itself
	}
	return work.Ask(ctx, s.z.w.work, func(answer func(*token.PIN, error)) {
		s.guard = s.z.w.guard(q.Key.ID, func() { answer(nil, token.ErrRemoved) })
		presentPIN(s.dialog, s.z.w, q, s.wrong, func(pin *token.PIN, err error) {
			s.z.w.unguard(s.guard)
			if err == nil {
				s.showWorking("ui.submit.working")
			}
			answer(pin, err)
		})
	})
}

// Confirm asks whether the last try may be spent.
func (s *submission) Confirm(ctx context.Context, q app.Confirmation) (bool, error) {
	if q.What != app.ConfirmLastTry {
		return false, nil
	}
	return work.Ask(ctx, s.z.w.work, func(answer func(bool, error)) {
		presentLastTry(s.dialog, s.z.w, q.Key, q.What, answer)
	})
}

// NewPIN is no question of this verb.
func (s *submission) NewPIN(context.Context, app.PINQuestion) (old, fresh *token.PIN, err error) {
	return nil, nil, app.ErrCancelled
}

// Unblock is no question of this verb.
func (s *submission) Unblock(context.Context, app.PINQuestion) (puk, fresh *token.PIN, err error) {
	return nil, nil, app.ErrCancelled
}

// Code is no question of this verb.
func (s *submission) Code(context.Context, app.CodeQuestion) (app.CodeReply, error) {
	return app.CodeReply{}, app.ErrCancelled
}
