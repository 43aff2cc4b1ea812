package ui

import (
	"ukey/app"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// keySelf identifies a key wherever it is plugged in.
type keySelf struct{ serial, label string }

func nameOf(id token.ID) keySelf { return keySelf{id.Serial, id.Label} }

// offer says, once for each time that a key is plugged in, what a person should
// do about it: finish what was begun, or deal with an expired certificate. It
// leaves alone whoever is in the middle of something.
func (w *Window) offer() {
	s := w.model.snapshot
	if s == nil || w.stage.Busy() {
		return
	}
	for i := range s.Keys {
		k := &s.Keys[i]
		if w.offered[nameOf(k.ID)] || k.Err != nil || urgeOfKey(k) != urgeNone {
			continue
		}
		w.offered[nameOf(k.ID)] = true
		if o, ok := w.offerFor(k); ok {
			w.presentOffer(k, o)
			return
		}
	}
}

// forget lets keys that are gone be spoken of again when they come back.
func (w *Window) forget(s *app.Snapshot) {
	there := map[keySelf]bool{}
	for i := range s.Keys {
		there[nameOf(s.Keys[i].ID)] = true
	}
	for name := range w.offered {
		if !there[name] {
			delete(w.offered, name)
		}
	}
}

// proposal is what is offered.
type proposal struct {
	title, text, next, begin string
	tone                     kit.Tone
	weight                   kit.Weight
	holder                   app.HolderID // whom it is about
	act                      func()
}

func (w *Window) offerFor(k *app.Key) (proposal, bool) {
	p, u := w.words, w.model.firstUndone(k)
	due := certificateDue(k)
	switch {
	case u.interrupted:
		return proposal{
			title: p.T("ui.offer.resume"), text: p.T("ui.interrupted"), next: p.T("ui.interrupted.next"), tone: kit.Warning,
			begin: p.T("ui.resume"), weight: kit.Primary, holder: u.holder, act: w.renewNow,
		}, true
	case u.application != nil && u.application.Stage() == app.StageReview:
		return proposal{}, false // nothing to be done but to wait
	case u.application != nil:
		a := u.application
		return proposal{
			title: p.T("ui.apply"), text: p.T("ui.application.is", "Stage", p.Stage(a.Stage())), next: p.StageNext(a),
			tone: stageTone(a.Stage()), begin: p.T(stageAct(a)), weight: kit.Primary, holder: u.holder, act: w.openApply,
		}, true
	case due != nil && due.Status == token.Expired && w.opts.Demo == nil: // whose expired key is no surprise
		return proposal{
			title: p.T("ui.offer.expired"), text: p.N("ui.expired", -due.DaysLeft), next: p.T("ui.expired.next"), tone: kit.Bad,
			begin: p.T("ui.apply"), weight: kit.Danger, holder: due.Holder(), act: w.openApply,
		}, true
	}
	return proposal{}, false
}

func (w *Window) presentOffer(k *app.Key, o proposal) {
	id := k.ID
	d := w.stage.NewDialog(narrow)
	g := w.guard(id, d.Close)
	d.OnClose = func() { w.unguard(g) }
	act := func() {
		d.Close()
		if k := w.model.snapshot.Key(id); k != nil {
			w.pick(startAt(k, o.holder))
			o.act()
		}
	}
	begin := kit.NewButton(o.begin, o.weight, act)
	d.Present(kit.Content{
		Title: o.title,
		Body:  kit.Column(look.S3, holderCard(w, k, o.holder), kit.NewNotice(o.tone, o.text, o.next)),
		First: begin,
		Buttons: []*kit.Button{
			kit.NewButton(w.words.T("ui.later"), kit.Secondary, d.Close),
			begin,
		},
		Enter: act, Escape: d.Close,
	})
}

// stageTone is how an application's stage looks.
func stageTone(s app.Stage) kit.Tone {
	switch s {
	case app.StageReview:
		return kit.Working
	case app.StageCorrect:
		return kit.Warning
	case app.StageRejected:
		return kit.Broken
	case app.StageInstall, app.StageDone:
		return kit.Achieved
	default:
		return kit.Soon
	}
}

// stageAct names the message that says what a person does about an application.
func stageAct(a *app.Application) string {
	if a.Reopen {
		return "ui.application.act.fill"
	}
	return "ui.application.act." + string(a.Stage())
}
