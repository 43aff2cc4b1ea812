package ui

import (
	"ukey/app"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/words"
)

// presentLastTry fills a dialog with the question whether the last try of the
// PIN or the PUK may be spent. Enter does not agree: it is asked so that nobody
// agrees by habit.
func presentLastTry(d *kit.Dialog, w *Window, k *app.Key, what app.Confirm, answer func(bool, error)) {
	m, yes, without := w.words.Error(token.ErrLastTry), "ui.last-try.yes", "ui.forgotten"
	if what == app.ConfirmLastPUKTry {
		m = words.Message{Text: w.words.T("ui.last-puk-try.text"), Next: w.words.T("ui.last-puk-try.next")}
		yes, without = "ui.last-puk-try.yes", "ui.unblock.no-puk"
	}
	no := func() { answer(false, nil) }
	stop := kit.NewButton(w.words.T("ui.last-try.no"), kit.Secondary, no)
	d.Present(kit.Content{
		Title: w.words.T("ui.last-try"),
		Body:  kit.Column(look.S3, keyCard(w, k), kit.NewNotice(kit.Warning, m.Text, m.Next)),
		Side:  kit.NewButton(w.words.T(without), kit.Plain, func() { w.openForgotten(k) }),
		Buttons: []*kit.Button{
			stop,
			kit.NewButton(w.words.T(yes), kit.Danger, func() { answer(true, nil) }),
		},
		First: stop, Escape: no,
	})
}
