package help

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"ukey/app/settings"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// contactLine is whom to call, for the bottom of the help.
func (r *reader) contactLine() fyne.CanvasObject {
	p := r.host.Words
	for _, c := range r.opts.Contacts {
		if c.Phone != "" {
			line := p.T("help.contact.call", "Name", r.in(c.Name), "Phone", c.Phone)
			return kit.Row(look.S1, kit.Caption(line),
				kit.NewLink(p.T("help.contact.more"), func() { r.follow(supportArticle) }))
		}
	}
	link := kit.NewLink(r.book.Article(supportArticle).Title, func() { r.follow(supportArticle) })
	return kit.Inset(0, 0, 0, -look.S2, link)
}

// contactList is everybody who helps, or the honest answer that nobody was set.
func (r *reader) contactList() fyne.CanvasObject {
	p := r.host.Words
	if len(r.opts.Contacts) == 0 {
		return kit.NewNotice(kit.Info, p.T("help.contact.none"), p.T("help.contact.none.next"))
	}
	list := kit.Column(look.S2)
	for i, c := range r.opts.Contacts {
		if i > 0 {
			list.Add(kit.Rule())
		}
		list.Add(r.contact(c))
	}
	return kit.Layers(kit.NewBox("", theme.ColorNameSeparator), kit.Pad(look.S3, list))
}

// leastContact is the width in which a telephone number is not broken.
const leastContact float32 = 160

// contact draws one of them: name, number, hours, and what can be done.
func (r *reader) contact(c settings.Contact) fyne.CanvasObject {
	p, name := r.host.Words, r.in(c.Name)
	lines := kit.Column(2, kit.Body(name).Bold().Wrapped())
	buttons := kit.Row(look.S1)
	if c.Phone != "" {
		lines.Add(kit.Strong(c.Phone).Wrapped())
		buttons.Add(kit.NewButton(p.T("help.contact.copy"), kit.Secondary, func() { r.host.Copy(name, c.Phone) }))
	}
	if hours := r.in(c.Hours); hours != "" {
		lines.Add(kit.Quiet(hours).Wrapped())
	}
	if c.URL != "" {
		buttons.Add(kit.NewButton(p.T("help.contact.site"), kit.Secondary, func() { r.host.Browse(c.URL) }))
	}
	return kit.GiveWay(look.S3, look.Enlarged(leastContact), lines, buttons)
}

// in is a text of the settings in the person's language.
func (r *reader) in(t settings.Text) string {
	return t.In(settings.Language(r.host.Words.Language()))
}
