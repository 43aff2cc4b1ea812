package ui

import (
	"context"

	"ukey/app"
	"ukey/app/instance"
	"ukey/app/remind"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// summons is what the window was brought to the front for and cannot show yet:
// the key is not there.
type summons struct {
	screen instance.Screen
	key    instance.Key
	dialog *kit.Dialog // that asks for the key; nil while drivers are read
}

// Summon brings the window to the front, on a screen and for a key. It may be
// called from any goroutine, and returns when that has been done or ctx ends. The
// error is instance.ErrEnding if the window is being closed.
func (w *Window) Summon(ctx context.Context, screen instance.Screen, key instance.Key) error {
	done := make(chan struct{})
	w.work.Post(func() {
		defer close(done)
		w.Show()
		w.win.RequestFocus()
		w.Open(screen, key)
	})
	select {
	case <-done:
		return nil
	case <-w.work.Done():
		return instance.ErrEnding
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Open shows a screen as soon as its key is there. What a person is in the
// middle of goes on: then nothing else is opened. It is called on Fyne's
// goroutine.
func (w *Window) Open(screen instance.Screen, key instance.Key) {
	if w.summons != nil && w.summons.dialog != nil {
		w.summons.dialog.Close()
	}
	if w.stage.Busy() {
		return
	}
	w.summons = &summons{screen: screen, key: key}
	w.answerSummons()
}

// answerSummons shows what the window was summoned for, or asks for the key.
func (w *Window) answerSummons() {
	s := w.summons
	if s == nil {
		return
	}
	switch s.screen {
	case instance.Environment:
		w.summons = nil
		w.openEnvironment()
		return
	case instance.Help:
		w.summons = nil
		w.openHelp("")
		return
	}
	key := w.summoned(s.key)
	reading := w.model.reading()
	if s.screen == instance.Forget {
		if !reading { // what is plugged in is not forgotten
			w.summons = nil
			w.openForget(remind.Key{Serial: s.key.Serial, Label: s.key.Label})
		}
		return
	}
	switch {
	case key != nil:
		w.summons = nil
		if s.dialog != nil {
			s.dialog.Close()
		}
		w.showFor(key, s.screen)
	case reading:
	case s.screen == instance.Home:
		w.summons = nil
	case s.dialog == nil:
		w.askForKey(s)
	}
}

// showFor opens a screen for a key. What is selected on it already stays.
func (w *Window) showFor(key *app.Key, screen instance.Screen) {
	if now := w.model.key(); now == nil || now.ID != key.ID {
		w.pick(startOf(key))
	}
	if w.stage.Busy() {
		return
	}
	switch screen {
	case instance.Renew:
		w.openRenewal()
	case instance.PIN:
		w.openPIN()
	}
}

// summoned is the key that is meant, if it is plugged in: without a name the
// one that is selected, or else the first.
func (w *Window) summoned(key instance.Key) *app.Key {
	if w.model.snapshot == nil {
		return nil
	}
	keys := w.model.snapshot.Keys
	if key == (instance.Key{}) {
		if now := w.model.key(); now != nil || len(keys) == 0 {
			return now
		}
		return &keys[0]
	}
	for i := range keys {
		if meant(key, keys[i].ID) {
			return &keys[i]
		}
	}
	return nil
}

// meant tells whether a name fits a key. A serial number alone may be a label,
// since people type either.
func meant(key instance.Key, id token.ID) bool {
	if key.Label == "" {
		return key.Serial == id.Serial || key.Serial == id.Label
	}
	return key.Label == id.Label && (key.Serial == "" || key.Serial == id.Serial)
}

// askForKey says which key to plug in, and goes on when it is there.
func (w *Window) askForKey(s *summons) {
	p := w.words
	text := p.T("ui.summon.any")
	if name := s.key.Label; name != "" {
		text = p.T("ui.summon.this", "Name", name)
	} else if s.key.Serial != "" {
		text = p.T("ui.summon.this", "Name", s.key.Serial)
	}
	d := w.stage.NewDialog(narrow)
	s.dialog = d
	d.OnClose = func() {
		if w.summons == s {
			w.summons = nil
		}
	}
	check := func() { d.Close(); w.openEnvironment() }
	cancel := kit.NewButton(p.T("ui.cancel"), kit.Secondary, d.Close)
	d.Present(kit.Content{
		Title:   p.T("ui.summon"),
		Body:    kit.Column(look.S3, kit.NewNotice(kit.Info, text, p.T("ui.summon.next"))),
		Side:    kit.NewButton(p.T("home.environment"), kit.Plain, check),
		Buttons: []*kit.Button{cancel},
		First:   cancel, Enter: d.Close, Escape: d.Close,
	})
}
