package ui

import (
	"context"
	"errors"

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
	title, secret, forgotten, send, working string
	article                                 string // of the help
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
	// ended shows how it went.
	ended func(*pinDialog, error)
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
	for _, f := range d.fields() {
		f.Entry.SetText("")
	}
}

// gone is called when the key was pulled out. While the key works, the verb
// itself says so.
func (d *pinDialog) gone() {
	if !d.working {
		tellGone(d.dialog, d.p, d.title(), &d.key)
	}
}

// start runs the verb. The PINs are the verb's to wipe.
func (d *pinDialog) start(secret, fresh *token.PIN) {
	d.working = true
	d.showWorking()
	answers := &pinAnswers{dialog: d, secret: secret, fresh: fresh, agreed: d.lastTryAgreed}
	d.lastTryAgreed = false
	d.cancel = d.w.work.Start(func(ctx context.Context) {
		err := d.verb.do(d.w.desk, ctx, d.key.ID, answers)
		// A verb that stopped before it asked has wiped nothing.
		secret.Wipe()
		fresh.Wipe()
		d.w.work.Post(func() {
			d.working = false
			d.verb.ended(d, err)
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

// tellDone says that the key has its new PIN.
func (d *pinDialog) tellDone(done string) {
	tell(d.dialog, d.p, d.title(), kit.Column(look.S3, keyCard(d.w, &d.key),
		kit.NewNotice(kit.Achieved, done, d.p.T("ui.pin.changed.next"))))
}

// failed shows an error, if it is one that means the same for each verb.
func (d *pinDialog) failed(err error) bool {
	var wrong *token.PINIncorrectError
	var length *token.PINLengthError
	switch {
	case errors.As(err, &wrong):
		s := d.status()
		s.State, s.Tries = wrong.State, wrong.Tries
		d.tries.Set(d.p.Tries(*s), pinTone(s.State).Colour())
		d.showForm()
		d.secret.Fail(d.p.Error(err).Line())
	case errors.As(err, &length), errors.Is(err, app.ErrSamePIN), errors.Is(err, app.ErrPINCharacters), errors.Is(err, app.ErrPINTooSimple), errors.Is(err, token.ErrPINRefused):
		d.showForm()
		d.fresh.Fail(d.p.Error(err).Line())
		d.w.win.Canvas().Focus(d.fresh.Entry)
	case errors.Is(err, app.ErrCancelled), errors.Is(err, context.Canceled):
		d.dialog.Close()
	case errors.Is(err, token.ErrRemoved):
		tellGone(d.dialog, d.p, d.title(), &d.key)
	default:
		return false
	}
	return true
}
