package help

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"ukey/ui/help/book"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// popular are the articles that most people come for.
var popular = []string{"renew", "expired", "pin-forgotten", "no-key", "sign-pdf", "site-no-key", "support"}

// showPage brings the article to the screen, from its beginning.
func (r *reader) showPage() {
	var content *fyne.Container
	if r.article == nil {
		content = r.firstPage()
	} else {
		content = r.articlePage(r.article)
	}
	page, scroll := kit.Page(kit.Inset(2, look.S3, look.S3, 2, content))
	r.scroll = scroll
	r.page.Objects = []fyne.CanvasObject{page}
	r.page.Layout.Layout(r.page.Objects, r.page.Size())
	r.page.Refresh()
}

// firstPage is shown when nobody asked for an article.
func (r *reader) firstPage() *fyne.Container {
	p := r.host.Words
	page := kit.Column(look.S2,
		kit.Headline(p.T("help.welcome")).Wrapped(),
		kit.Quiet(p.T("help.welcome.next")).Wrapped(),
		kit.Gap(0, look.S1),
		kit.Strong(p.T("help.popular")))
	for _, id := range popular {
		page.Add(r.linkTo(r.book.Article(id)))
	}
	return page
}

// linkTo is an article's title on a line of its own.
func (r *reader) linkTo(a *book.Article) fyne.CanvasObject {
	return item(kit.Body("•").In(look.Muted), kit.NewProse(kit.Run{Text: a.Title, Act: func() { r.follow(a.ID) }}))
}

// articlePage draws an article, and what to read next.
func (r *reader) articlePage(a *book.Article) *fyne.Container {
	p := r.host.Words
	// A column that is added to lays out all of it each time.
	var parts []fyne.CanvasObject
	if len(r.before) > 0 {
		parts = append(parts, kit.Inset(-look.S1, 0, 0, -look.S2, kit.Row(0, kit.NewLink(p.T("help.back"), r.back))))
	}
	parts = append(parts, kit.Column(2, kit.Caption(p.T("help.topic."+string(a.Topic))), kit.Headline(a.Title).Wrapped()))
	for _, b := range a.Blocks {
		parts = append(parts, r.block(b))
	}
	parts = append(parts, kit.Gap(0, look.S1), kit.Rule(), kit.Caption(p.T("help.related")))
	for _, id := range a.Related {
		parts = append(parts, r.linkTo(r.book.Article(id)))
	}
	return kit.Column(10, parts...)
}

// block draws one part of an article.
func (r *reader) block(b book.Block) fyne.CanvasObject {
	switch b.Kind {
	case book.Heading:
		return kit.Inset(look.S2, 0, 0, 0, kit.Strong(text(b.Spans)).Wrapped())
	case book.List, book.Steps:
		lines := make([]fyne.CanvasObject, len(b.Items))
		for i, line := range b.Items {
			lead := kit.Body("•").In(look.Muted)
			if b.Kind == book.Steps {
				lead = kit.Body(fmt.Sprintf("%d.", i+1)).Bold().In(look.AccentText)
			}
			lines[i] = item(lead, r.prose(line))
		}
		return kit.Column(6, lines...)
	case book.Note:
		return kit.Layers(kit.NewBox(look.AccentTint, ""), kit.Inset(10, look.S3, 10, look.S3,
			kit.TopRow(10, 1, kit.Inset(3, 0, 0, 0, kit.NewMark(kit.Info, 16)), r.prose(b.Spans))))
	case book.Insert:
		return r.insert(b.Name)
	default:
		return r.prose(b.Spans)
	}
}

// item is one line of a list behind its mark.
func item(lead *kit.Text, line fyne.CanvasObject) *fyne.Container {
	return kit.TopRow(look.S1, 1, kit.Layers(kit.Gap(22, 0), kit.Inset(1, 0, 0, look.S1, lead)), line)
}

// prose draws a paragraph.
func (r *reader) prose(spans []book.Span) *kit.Prose {
	runs := make([]kit.Run, len(spans))
	for i, s := range spans {
		runs[i] = kit.Run{Text: s.Text, Bold: s.Bold, Mono: s.Code, Act: r.way(s)}
	}
	return kit.NewProse(runs...)
}

// way is what a link does; nil if it leads nowhere now.
func (r *reader) way(s book.Span) func() {
	article, screen := s.Target()
	switch {
	case article != "":
		return func() { r.follow(article) }
	case screen != "" && r.opts.Screens[screen] != nil:
		return func() { r.leave(r.opts.Screens[screen]) }
	default:
		return nil
	}
}

func text(spans []book.Span) string {
	var out string
	for _, s := range spans {
		out += s.Text
	}
	return out
}

// insert draws what the program knows.
func (r *reader) insert(name string) fyne.CanvasObject {
	if name == book.InsertContacts {
		return r.contactList()
	}
	facts := make([]kit.Fact, len(r.opts.Shortcuts))
	for i, s := range r.opts.Shortcuts {
		facts[i] = kit.Fact{Name: s.Keys, Value: s.What}
	}
	return kit.Layers(kit.NewBox("", theme.ColorNameSeparator), kit.Inset(look.S1, look.S3, look.S1, look.S3, kit.Facts(128, facts...)))
}
