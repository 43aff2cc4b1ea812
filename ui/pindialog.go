package ui

import (
	"context"
	"errors"
	"slices"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/words"
)

// pinVerb is a way to give a key a new PIN: what its dialog says and does.
type pinVerb struct {
	// The names of messages.
	title, secret, forgotten, send, working, done string
	article                                       string // of the help
	// spends is the PIN or PUK that has to be typed, whose tries are spent.
	spends  func(*app.Key) *token.PINStatus
	lastTry app.Confirm
	// differs: the new PIN must not be the secret.
	differs bool
	// declares: the person has to tick a declaration.
	declares bool
	// notices stand over the fields.
	notices func(*pinDialog) []fyne.CanvasObject
	// faults says what is missing or wrong before anything reaches the key.
	faults func(*pinDialog) pinFaults
	do     func(Desk, context.Context, token.ID, app.Questions) error
	// ends shows an error that means something of its own to this verb, or
	// returns false.
	ends func(*pinDialog, error) bool
}

// pinDialog gives a key a new PIN: a form, the work, and what came of it.
type pinDialog struct {
	pinForm
	w      *Window
	p      *words.Printer
	verb   pinVerb
	key    app.Key // as it was when the dialog was opened, tries kept up to date
	dialog *kit.Dialog
	guard  *guard

	working bool
	removed bool // the key was pulled out while it worked
	cancel  context.CancelFunc
	// lastTryAgreed holds for one attempt.
	lastTryAgreed bool
}

func newPINDialog(w *Window, key app.Key, verb pinVerb) *pinDialog {
	d := &pinDialog{w: w, p: w.words, verb: verb, key: key, dialog: w.stage.NewDialog(narrow).About(verb.article), cancel: func() {}}
	d.guard = w.guard(key.ID, d.gone)
	d.dialog.OnClose = d.closed
	d.build()
	return d
}

// open shows the form, after a question if only the last try is left.
func (d *pinDialog) open() {
	if d.status().State != token.PINFinal {
		d.showForm()
		return
	}
	d.confirmLastTry(func(yes bool, _ error) {
		if !yes {
			d.dialog.Close()
			return
		}
		d.lastTryAgreed = true
		d.showForm()
	})
}

func (d *pinDialog) title() string { return d.p.T(d.verb.title) }

func (d *pinDialog) status() *token.PINStatus { return d.verb.spends(&d.key) }

func (d *pinDialog) closed() {
	d.cancel()
	d.w.unguard(d.guard)
	d.empty()
}

// gone is called when the key was pulled out. While the key works, the verb
// itself says so.
func (d *pinDialog) gone() {
	if d.removed = d.working; !d.removed {
		d.empty()
		tellGone(d.dialog, d.p, d.title(), &d.key)
	}
}

// start runs the verb. The PINs are the verb's to wipe.
func (d *pinDialog) start(secret, fresh *token.PIN) {
	d.working = true
	working := d.w.hold(func() bool { return true })
	d.showWorking()
	answers := &pinAnswers{dialog: d, secret: secret, fresh: fresh, agreed: d.lastTryAgreed}
	d.lastTryAgreed = false
	d.cancel = d.w.work.Start(func(ctx context.Context) {
		err := d.verb.do(d.w.desk, ctx, d.key.ID, answers)
		// A verb that stopped before it asked has wiped nothing.
		secret.Wipe()
		fresh.Wipe()
		d.w.work.Post(func() {
			d.ended(err)
			d.w.release(working, err == nil)
		})
	})
}

// showWorking is shown while the key works.
func (d *pinDialog) showWorking() {
	stop := kit.NewButton(d.p.T("ui.cancel"), kit.Secondary, nil)
	halt := func() { d.cancel(); stop.Disable() }
	stop.OnPress(halt)
	d.dialog.Present(kit.Content{
		Title: d.title(),
		Body: kit.Column(look.S3, keyCard(d.w, &d.key), kit.Body(d.p.T(d.verb.working)).Wrapped(), kit.NewBusy(),
			kit.Caption(d.p.T("ui.pin.working.note")).Wrapped()),
		Buttons: []*kit.Button{stop}, Escape: halt,
	})
}

// confirmLastTry asks before a try is spent that may lock the key.
func (d *pinDialog) confirmLastTry(answer func(bool, error)) {
	presentLastTry(d.dialog, d.w, &d.key, d.verb.lastTry, answer)
}

// ended shows how it went.
func (d *pinDialog) ended(err error) {
	d.working = false
	d.w.changed()
	if !d.dialog.Open() || d.formAgain(err) {
		return
	}
	// How it ended stays on the screen, wherever the key is.
	d.w.unguard(d.guard)
	switch {
	case err == nil:
		tell(d.dialog, d.p, d.title(), kit.Column(look.S3, keyCard(d.w, &d.key),
			kit.NewNotice(kit.Achieved, d.p.T(d.verb.done), d.p.T("ui.pin.changed.next"))))
	case errors.Is(err, app.ErrCancelled), errors.Is(err, context.Canceled):
		d.dialog.Close()
	case errors.Is(err, token.ErrRemoved):
		tellGone(d.dialog, d.p, d.title(), &d.key)
	case d.verb.ends(d, err):
	default:
		tellError(d.dialog, d.p, d.title(), kit.Broken, d.p.Error(err))
	}
}

// formAgain goes back to the form if something in it was wrong, unless there is
// no key any more to fill it in for.
func (d *pinDialog) formAgain(err error) bool {
	_, length := errors.AsType[*token.PINLengthError](err)
	wrong, secret := errors.AsType[*token.PINIncorrectError](err)
	fresh := length || slices.ContainsFunc([]error{app.ErrSamePIN, app.ErrPINCharacters, app.ErrPINTooSimple, token.ErrPINRefused},
		func(refusal error) bool { return errors.Is(err, refusal) })
	switch {
	case !secret && !fresh:
		return false
	case d.removed:
		tellGone(d.dialog, d.p, d.title(), &d.key)
		return true
	}
	d.showForm()
	if fresh {
		d.fresh.Fail(d.p.Error(err).Line())
		d.w.win.Canvas().Focus(d.fresh.Entry)
		return true
	}
	s := d.status()
	s.State, s.Tries = wrong.State, wrong.Tries
	d.tries.Set(d.p.Tries(*s), pinTone(s.State).Colour())
	d.secret.Fail(d.p.Error(err).Line())
	return true
}
