package help

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"ukey/assets"
	"ukey/ui/help/book"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/words"
)

// topicPrefix begins the IDs of rows that are topics.
const topicPrefix = "topic:"

// contents are the rows without a query: each topic, and under those that are
// unfolded their articles.
func contents(p *words.Printer, b *book.Book, unfolded map[book.Topic]bool, page fyne.Resource) []kit.OutlineRow {
	var rows []kit.OutlineRow
	for _, t := range book.Topics() {
		rows = append(rows, kit.OutlineRow{
			ID: topicPrefix + string(t), Title: p.T("help.topic." + string(t)), Bold: true,
			Foldable: true, Folded: !unfolded[t],
		})
		if !unfolded[t] {
			continue
		}
		for _, a := range b.Of(t) {
			rows = append(rows, kit.OutlineRow{ID: a.ID, Depth: 1, Icon: page, Title: a.Title})
		}
	}
	return rows
}

// results are the rows for what a query has found.
func results(hits []book.Hit, page fyne.Resource) []kit.OutlineRow {
	rows := make([]kit.OutlineRow, len(hits))
	for i, h := range hits {
		rows[i] = kit.OutlineRow{ID: h.Article.ID, Icon: page, Title: h.Article.Title, Caption: h.Excerpt}
	}
	return rows
}

// pageIcon stands before the title of an article. It is loaded once: rows
// compare equal if their icons are the same.
var pageIcon = fyne.NewStaticResource("page.svg", assets.Icon(assets.IconPage))

// showList brings contents or results to the screen.
func (r *reader) showList() {
	query := r.query()
	rows := contents(r.host.Words, r.book, r.unfolded, pageIcon)
	var shown fyne.CanvasObject
	if query != "" {
		rows = results(r.book.Find(query), pageIcon)
	}
	r.list.SetRows(rows)
	if r.article != nil {
		r.list.Select(r.article.ID)
	}
	if len(rows) == 0 {
		shown = r.nothingFound(query)
	} else {
		// Room for the focus, and for the bar that scrolls.
		shown, _ = kit.Page(kit.Inset(2, look.S2, 2, 2, r.list))
	}
	r.side.Objects = []fyne.CanvasObject{shown}
	r.side.Refresh()
	r.side.Layout.Layout(r.side.Objects, r.side.Size())
}

// nothingFound says so, and who may know.
func (r *reader) nothingFound(query string) fyne.CanvasObject {
	p := r.host.Words
	return kit.Column(look.S2,
		kit.Body(p.T("help.nothing", "Query", fmt.Sprintf("%.20s", query))).Bold().Wrapped(),
		kit.Quiet(p.T("help.nothing.next")).Wrapped(),
		kit.NewProse(kit.Run{Text: r.book.Article(supportArticle).Title, Act: func() { r.follow(supportArticle) }}))
}

// supportArticle says whom to call.
const supportArticle = "support"

// pick is the list's way to an article. To walk through the list is no step that
// one goes back.
func (r *reader) pick(id string) {
	r.list.Select(id)
	if a := r.book.Article(id); a != nil && a != r.article {
		r.article, r.before = a, nil
		r.showPage()
	}
}

// fold opens and closes a topic.
func (r *reader) fold(id string) {
	t := book.Topic(strings.TrimPrefix(id, topicPrefix))
	r.unfolded[t] = !r.unfolded[t]
	r.list.Select(id)
	r.showList()
	r.list.Select(id)
}

// intoList goes from the search into what it has found.
func (r *reader) intoList() {
	rows := r.list.Rows()
	if len(rows) == 0 {
		return
	}
	r.host.Stage.Focus(r.list)
	if r.article == nil || r.list.Selected() != r.article.ID || r.query() != "" {
		r.pick(rows[0].ID)
	}
}

// enter opens the best of what was found.
func (r *reader) enter() {
	if r.query() != "" {
		r.intoList()
	}
}
