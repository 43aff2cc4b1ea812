package environment

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"ukey/app"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// list is the verdict and, under it, the groups of lines.
type list struct {
	c       *check
	content *fyne.Container

	mark            *kit.Icon
	headline, under *kit.Text
	busy            *fyne.Container // moves while something is looked at
	groups          *fyne.Container
	rows            map[app.Layer]*line
}

func newList(c *check) *list {
	l := &list{
		c: c, mark: kit.NewMark(kit.Working, 28), headline: kit.Strong("").Wrapped(), under: kit.Caption("").Wrapped(),
		busy: kit.Column(0), groups: kit.Column(look.S3), rows: map[app.Layer]*line{},
	}
	verdict := kit.Column(look.S2,
		kit.GrowRow(look.S3, 1, l.mark, kit.Column(2, l.headline, l.under)),
		kit.Layers(kit.Gap(0, 6), l.busy))
	page, _ := kit.Page(kit.Inset(look.S2, look.S4, look.S2, look.S4, l.groups))
	// The lines may use the dialog's edges, where the scroll bar is.
	l.content = kit.Between(verdict, kit.Inset(0, -look.S4, 0, -look.S4, page), kit.Gap(0, 0))
	return l
}

// show draws a view. Lines stay the same widgets, so that the focus stays.
func (l *list) show(v view) {
	l.mark.Set(kit.MarkOf(v.tone))
	l.headline.Set(v.headline, theme.ColorNameForeground)
	l.under.Set(v.under, look.Muted)
	l.showBusy(v.busy)
	l.groups.Objects = nil
	for _, g := range v.groups {
		lines := kit.Column(0)
		for i, r := range g.rows {
			if i > 0 {
				lines.Add(kit.Rule())
			}
			lines.Add(l.line(r).content)
		}
		l.groups.Add(kit.Column(look.S2, kit.Caption(g.title).Bold(),
			kit.Layers(kit.NewBox(theme.ColorNameBackground, theme.ColorNameSeparator), lines)))
	}
	l.content.Refresh()
}

func (l *list) showBusy(busy bool) {
	switch {
	case busy && len(l.busy.Objects) == 0:
		l.busy.Objects = []fyne.CanvasObject{kit.NewBusy()}
	case !busy:
		kit.Retire(l.busy)
		l.busy.Objects = nil
	}
}

func (l *list) line(r rowView) *line {
	found := l.rows[r.layer]
	if found == nil {
		found = newLine(l.c, r)
		l.rows[r.layer] = found
	}
	found.show(r)
	return found
}

// line is one layer.
type line struct {
	c       *check
	shown   rowView
	content *fyne.Container
	head    *kit.Fold
	body    *fyne.Container
}

func newLine(c *check, r rowView) *line {
	l := &line{c: c, body: kit.Column(12)}
	l.head = kit.NewFold(r.title, func() {
		c.found.toggle(r.layer)
		c.show()
	})
	l.content = kit.Column(0, l.head, l.body)
	return l
}

// bodyLeft is where the text under a title begins.
const bodyLeft = look.S3 + 16 + 10

func (l *line) show(r rowView) {
	if reflect.DeepEqual(r, l.shown) {
		return
	}
	l.shown = r
	l.head.Set(r.tone, r.note, r.word, r.open, len(r.items) == 0 && r.note == "")
	l.body.Objects = nil
	if !r.open {
		l.body.Hide()
		return
	}
	items := kit.Column(look.S3)
	for _, i := range r.items {
		items.Add(l.item(i, len(r.items) > 1))
	}
	l.body.Objects = []fyne.CanvasObject{kit.Inset(0, look.S3, look.S2, bodyLeft, items)}
	l.body.Show()
}
