package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"ukey/app"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/words"
)

// The widths of dialogs.
const (
	narrow float32 = 480
	medium float32 = 560
	wide   float32 = 720
)

// keyCard says which key a dialog is about: label, organisation, the end of
// the serial number.
func keyCard(w *Window, k *app.Key) fyne.CanvasObject { return ownedCard(w, k, k.Owner()) }

// holderCard is keyCard for what is about one of those who have certificates on
// the key.
func holderCard(w *Window, k *app.Key, holder app.HolderID) fyne.CanvasObject {
	if h, err := k.Holder(holder); err == nil && h.Name != "" {
		return ownedCard(w, k, h.Name)
	}
	return keyCard(w, k)
}

func ownedCard(w *Window, k *app.Key, owner string) fyne.CanvasObject {
	lines := kit.Column(2, kit.GrowRow(look.S3, 0,
		kit.Body(keyName(k)).Bold().Shortened(),
		kit.Caption(w.words.T("ui.key.tail", "Digits", tail(k.ID.Serial)))))
	if owner != k.ID.Label {
		lines.Add(kit.Caption(owner).Wrapped())
	}
	return kit.Layers(kit.NewBox(look.Raised, theme.ColorNameSeparator),
		kit.Inset(10, look.S3, 10, look.S3, kit.GrowRow(12, 1, kit.NewIcon(w.icons.key, look.Muted, 24), lines)))
}

// triesLine says how many tries a PIN has, in the colour of how few they are.
func triesLine(p *words.Printer, s token.PINStatus) *kit.Text {
	text := kit.Caption(p.Tries(s))
	if s.State == token.PINLow || s.State == token.PINFinal {
		text.In(pinTone(s.State).Colour())
	}
	return text
}

// tell fills a dialog with a message and one button to close it.
func tell(d *kit.Dialog, p *words.Printer, title string, body fyne.CanvasObject) {
	d.Present(telling(d, p, title, body))
}

func telling(d *kit.Dialog, p *words.Printer, title string, body fyne.CanvasObject) kit.Content {
	done := kit.NewButton(p.T("ui.close"), kit.Primary, d.Close)
	return kit.Content{
		Title: title, Body: body,
		Buttons: []*kit.Button{done}, First: done,
		Enter: d.Close, Escape: d.Close,
	}
}

// forSupport is a line of calls and codes, in small type.
func forSupport(p *words.Printer, detail string) *kit.Text {
	return kit.Caption(p.T("ui.detail", "Detail", detail)).Wrapped()
}

// tellError says what went wrong, what to do next, and, folded away in small
// type, what support wants to know.
func tellError(d *kit.Dialog, p *words.Printer, title string, tone kit.Tone, m words.Message) {
	body := kit.Column(look.S3, kit.NewNotice(tone, m.Text, m.Next))
	if m.Detail != "" {
		body.Add(forSupport(p, m.Detail))
	}
	d.Present(withHelp(d, p, m, telling(d, p, title, body)))
}

// withHelp leads from an error to the help article about it, if there is one.
func withHelp(d *kit.Dialog, p *words.Printer, m words.Message, c kit.Content) kit.Content {
	if m.Article != "" {
		c.Article, c.Side = m.Article, kit.NewButton(p.T("ui.see-help"), kit.Plain, d.SeeHelp)
	}
	return c
}

// tellGone says that the key a dialog is about has been pulled out.
func tellGone(d *kit.Dialog, p *words.Printer, title string, k *app.Key) {
	m := p.Error(token.ErrRemoved)
	m.Text, m.Detail = p.T("ui.gone", "Name", keyName(k)), ""
	tellError(d, p, title, kit.Broken, m)
}
