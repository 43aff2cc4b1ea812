package about

import (
	"encoding/json"
	"io/fs"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"ukey/assets"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/screen"
	"ukey/ui/words"
)

// licence is one line of the index; see assets.Licences.
type licence struct {
	Name, Version, Licence, File string
}

// licences are those of all that is linked into the programs.
func licences() ([]licence, error) {
	data, err := fs.ReadFile(assets.Licences(), "index.json")
	if err != nil {
		return nil, err
	}
	var list []licence
	return list, json.Unmarshal(data, &list)
}

// edition is of what version it is, and the licence's name.
func (l licence) edition(p *words.Printer) string {
	if l.Version == "" {
		return l.Licence
	}
	return p.T("about.licence.line", "Version", l.Version, "Licence", l.Licence)
}

// text is what a licence says.
func (l licence) text() (string, error) {
	data, err := fs.ReadFile(assets.Licences(), l.File)
	return string(data), err
}

// shelf is the list of licences and the one that is read.
type shelf struct {
	host   screen.Host
	p      *words.Printer
	dialog *kit.Dialog
	all    []licence
	list   *kit.Outline
	page   *fyne.Container
	scroll *container.Scroll
}

// openLicences shows all of them over the page.
func openLicences(host screen.Host) {
	p := host.Words
	s := &shelf{host: host, p: p, dialog: host.Stage.NewDialog(licencesWidth).Tall().About("support"), page: kit.Layers()}
	var err error
	if s.all, err = licences(); err != nil || len(s.all) == 0 {
		return // a test reads the same list
	}
	s.list = kit.NewOutline(s.pick, func(string) {})
	s.list.SetRows(s.rows())
	s.pick("0")
	contents, _ := kit.Page(kit.Inset(2, look.S2, 2, 2, s.list))
	done := kit.NewButton(p.T("ui.close"), kit.Secondary, s.dialog.Close)
	s.dialog.Present(kit.Content{
		Title: p.T("about.licences"),
		Fill: kit.Split(look.Enlarged(sideWidth), kit.Inset(0, look.S2, 0, 0, contents),
			kit.Inset(0, 0, 0, look.S3, s.page)),
		First: s.list, Buttons: []*kit.Button{done}, Escape: s.dialog.Close, Keys: s.typed,
	})
}

// sideWidth is room for most of a module's name.
const sideWidth float32 = 300

func (s *shelf) rows() []kit.OutlineRow {
	icon := fyne.NewStaticResource("licence.svg", assets.Icon(assets.IconPage))
	rows := make([]kit.OutlineRow, len(s.all))
	for i, l := range s.all {
		rows[i] = kit.OutlineRow{ID: strconv.Itoa(i), Icon: icon, Title: l.Name, Caption: l.edition(s.p)}
	}
	return rows
}

// pick shows the text of the one with that index.
func (s *shelf) pick(id string) {
	i, err := strconv.Atoi(id)
	if err != nil || i < 0 || i >= len(s.all) {
		return
	}
	s.list.Select(id)
	l := s.all[i]
	said, err := l.text()
	if err != nil {
		said = err.Error()
	}
	// A column that is added to lays out all of it each time.
	parts := []fyne.CanvasObject{kit.Strong(l.Name).Wrapped(), kit.Caption(l.edition(s.p)).Wrapped(), kit.Gap(0, 0)}
	shown := beginning(said)
	for paragraph := range strings.SplitSeq(shown, "\n\n") {
		parts = append(parts, kit.Caption(flowing(paragraph)).In(theme.ColorNameForeground).Wrapped())
	}
	if len(shown) < len(said) {
		save := s.p.T("about.licences.save")
		parts = append(parts, kit.NewNotice(kit.Info, s.p.T("about.licences.long"), ""),
			kit.Row(0, kit.NewButton(save, kit.Secondary, func() { s.host.Save(save, l.File, []byte(said)) })))
	}
	page, scroll := kit.Page(kit.Inset(2, look.S3, look.S3, 2, kit.Column(look.S2, parts...)))
	s.scroll = scroll
	s.page.Objects = []fyne.CanvasObject{page}
	s.page.Layout.Layout(s.page.Objects, s.page.Size())
	s.page.Refresh()
}

// longest is how much of a text is shown, in bytes. To lay out more takes
// seconds; the one text that is longer collects those of a whole database.
const longest = 20 << 10

// beginning cuts what is too long at the end of a paragraph.
func beginning(text string) string {
	if len(text) <= longest {
		return text
	}
	return text[:max(strings.LastIndex(text[:longest], "\n\n"), 0)]
}

// fullLine is how long a line is at least that somebody has broken because it was
// full.
const fullLine = 45

// flowing takes the breaks out of a paragraph of full lines: they are made for a
// page of another width. What is set line by line, as a title is, stays.
func flowing(paragraph string) string {
	lines := strings.Split(paragraph, "\n")
	for i := range lines {
		if i > 0 {
			lines[i] = strings.TrimSpace(lines[i])
		}
		if i < len(lines)-1 && len(strings.TrimSpace(lines[i])) < fullLine {
			return paragraph
		}
	}
	return strings.Join(lines, " ")
}

// typed turns the pages.
func (s *shelf) typed(event *fyne.KeyEvent) {
	switch event.Name {
	case fyne.KeyPageDown:
		kit.Turn(s.scroll, 1)
	case fyne.KeyPageUp:
		kit.Turn(s.scroll, -1)
	}
}
