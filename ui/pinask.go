package ui

import (
	"ukey/app"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// presentPIN fills a dialog with the question for a PIN: of which key, what
// for, and how often it may be wrong. wrong says what the last try came to; it
// is empty at first.
func presentPIN(dialog *kit.Dialog, w *Window, q app.PINQuestion, wrong string, answer func(*token.PIN, error)) {
	p := w.words
	entry := kit.NewPINEntry()
	field := kit.NewField(p.T("ui.pin.enter"), triesLine(p, q.Key.PIN), entry, dialog.Fit)
	caps := newCapsHint(w, dialog.Fit)
	typed := kit.Column(look.S1, field.Box, newReveal(p, field), caps.box)
	send := func() {
		if fault := secretFault(p, entry.Text, "ui.pin.missing"); fault != "" {
			field.Fail(fault)
			return
		}
		answer(token.NewPIN(entry.Take()), nil)
	}
	no := func() {
		entry.SetText("")
		answer(nil, app.ErrCancelled)
	}
	entry.OnSubmitted = func(string) { send() }
	entry.OnChanged = func(text string) {
		if text != "" {
			field.Fail("")
		}
		caps.look(text)
	}
	dialog.Present(kit.Content{
		Title: p.T("ui.pin.title"),
		Body:  kit.Column(look.S3, ownedCard(w, q.Key, q.Owner()), kit.Body(p.T("ui.pin.for-"+string(q.Purpose))).Wrapped(), typed),
		First: entry,
		Side:  kit.NewButton(p.T("ui.forgotten"), kit.Plain, func() { w.openForgotten(q.Key) }),
		Buttons: []*kit.Button{
			kit.NewButton(p.T("ui.cancel"), kit.Secondary, no),
			kit.NewButton(p.T("ui.ok"), kit.Primary, send),
		},
		Enter: send, Escape: no,
	})
	field.Fail(wrong)
	caps.look()
}
