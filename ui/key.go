package ui

import (
	"strconv"

	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/assets"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/words"
)

// keyView is what the pane shows of a key as a whole.
type keyView struct {
	headline, subtitle string
	tone               kit.Tone
	state              string
	// drawing is that of a key that cannot be used as it is; the notice then
	// stands under it.
	drawing      assets.IconName
	notice, next string
	noticeTone   kit.Tone
	facts        []fact
}

func viewKey(p *words.Printer, k *app.Key) keyView {
	v := keyView{
		headline: keyName(k),
		tone:     pinTone(k.PIN.State), state: p.T("ui.key.pin-state", "State", p.PINState(k.PIN.State)),
	}
	if owner := k.Owner(); owner != k.ID.Label {
		v.subtitle = owner
	}
	switch {
	case k.Err != nil:
		m := p.Error(k.Err)
		v.drawing, v.notice, v.next = assets.IconKeyUnreadable, p.T("ui.key.unreadable", "Reason", m.Text), m.Next
	case k.PIN.State == token.PINLocked:
		m := p.Error(&token.PINLockedError{})
		v.drawing, v.notice, v.next = assets.IconKeyLocked, m.Text, lockedNext(p, k)
	case len(k.Certificates) == 0:
		v.drawing, v.notice, v.next = assets.IconKeyBlank, p.T("ui.key.empty"), p.T("ui.key.empty.next")
	case k.PIN.ToBeChanged:
		m := p.Error(token.ErrPINToBeChanged)
		v.notice, v.next, v.noticeTone = m.Text, m.Next, kit.Soon
	}
	add := func(id, value string, mono bool) {
		if value != "" {
			v.facts = append(v.facts, fact{name: p.T(id), value: value, mono: mono, copied: id == "ui.key.serial"})
		}
	}
	add("ui.key.label", k.ID.Label, false)
	add("ui.key.serial", k.ID.Serial, true)
	add("ui.key.maker", k.Manufacturer, false)
	add("ui.key.model", k.Model, false)
	add("ui.key.tries", triesLeft(p, k.PIN), false)
	add("ui.key.length", p.PINLength(k.PIN.Min, k.PIN.Max), false)
	add("ui.key.driver", k.ID.Driver, false)
	return v
}

// triesLeft is the number of tries, or that the key does not tell it.
func triesLeft(p *words.Printer, s token.PINStatus) string {
	if s.Tries == token.UnknownTries {
		return p.T("ui.key.tries.unknown")
	}
	return strconv.Itoa(s.Tries)
}

func pinTone(s token.PINState) kit.Tone {
	switch s {
	case token.PINOK:
		return kit.Good
	case token.PINLow:
		return kit.Soon
	case token.PINFinal:
		return kit.Bad
	case token.PINLocked:
		return kit.Shut
	default:
		return kit.Neutral
	}
}

// drawKey is the pane of one key.
func drawKey(w *Window, v keyView) fyne.CanvasObject {
	head := kit.Column(2, kit.Heading(v.headline, kit.NewChip(v.tone, v.state)))
	if v.subtitle != "" {
		head.Add(kit.Quiet(v.subtitle).Wrapped())
	}
	content := kit.Column(look.S3, head)
	switch {
	case v.drawing != "":
		state, _ := drawn(v.drawing, v.notice, v.next)
		content.Add(kit.Middle(look.Enlarged(440), state))
	case v.notice != "":
		content.Add(kit.NewNotice(v.noticeTone, v.notice, v.next))
	}
	content.Add(factLines(w, v.facts, nil))
	return content
}
