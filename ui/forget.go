package ui

import (
	"context"
	"errors"

	"ukey/app/remind"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// openForget asks whether the reminders of a key shall end for good. Keeping
// them is what Enter does: a certificate that runs out unnoticed costs more than
// a reminder too many.
func (w *Window) openForget(key remind.Key) {
	if w.opts.Forget == nil {
		return
	}
	if remind.Present(w.model.snapshot, key) {
		w.presentNotForgotten(w.stage.NewDialog(narrow), "ui.forget.here", key)
		return
	}
	p := w.words
	d := w.stage.NewDialog(narrow)
	keep := kit.NewButton(p.T("ui.forget.no"), kit.Secondary, d.Close)
	d.Present(kit.Content{
		Title: p.T("ui.forget"),
		Body: kit.Column(look.S3,
			kit.NewNotice(kit.Info, p.T("ui.forget.text", "Name", calledKey(key)), p.T("ui.forget.next"))),
		Buttons: []*kit.Button{keep, kit.NewButton(p.T("ui.forget.yes"), kit.Danger, func() { w.stopReminding(d, key) })},
		First:   keep, Enter: d.Close, Escape: d.Close,
	})
}

// stopReminding does it, and says so if it cannot be done.
func (w *Window) stopReminding(d *kit.Dialog, key remind.Key) {
	snapshot := w.model.snapshot
	w.work.Start(func(ctx context.Context) {
		err := w.opts.Forget(ctx, key, snapshot)
		w.work.Post(func() {
			switch {
			case err == nil:
				d.Close()
			case errors.Is(err, remind.ErrPluggedIn):
				w.presentNotForgotten(d, "ui.forget.here", key)
			default:
				w.presentNotForgotten(d, "ui.forget.failed", key)
			}
		})
	})
}

// presentNotForgotten fills a dialog with why reminders go on: here or failed.
func (w *Window) presentNotForgotten(d *kit.Dialog, why string, key remind.Key) {
	p := w.words
	kind := kit.Info
	if why == "ui.forget.failed" {
		kind = kit.Warning
	}
	closing := kit.NewButton(p.T("ui.close"), kit.Primary, d.Close)
	d.Present(kit.Content{
		Title:   p.T("ui.forget"),
		Body:    kit.Column(look.S3, kit.NewNotice(kind, p.T(why, "Name", calledKey(key)), p.T(why+".next"))),
		Buttons: []*kit.Button{closing},
		First:   closing, Enter: d.Close, Escape: d.Close,
	})
}

// calledKey is what a person knows a key by, which need not be plugged in.
func calledKey(k remind.Key) string {
	switch digits := tail(k.Serial); {
	case k.Label == "":
		return k.Serial
	case digits == "":
		return k.Label
	default:
		return k.Label + " · " + digits
	}
}
