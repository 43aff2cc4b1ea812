// Package help is 帮助: the contents and the search at the left, an article at
// the right, and whom to call at the bottom.
//
// [Open] puts it on the window, over whatever dialog is open. What there is to
// read is package book's.
package help

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ukey/app/settings"
	"ukey/ui/help/book"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/screen"
)

// Options are what the help knows of the rest of the program.
type Options struct {
	// Contacts are those who help, the first one for most questions.
	Contacts []settings.Contact
	// Shortcuts are the keys that the program listens to.
	Shortcuts []Shortcut
	// Screens open the screens that articles lead to, by the names that
	// book.Screens lists. The help is closed before. A screen that cannot be
	// opened now is left out: its links are then plain text.
	Screens map[string]func()
}

// Shortcut is a key, such as Ctrl+U, and what it does.
type Shortcut struct{ Keys, What string }

// width leaves the article lines of about forty Chinese characters.
const width float32 = 980

// Open shows the article of that ID, or the first page if there is none. The
// error is one of the articles' own; it cannot happen in a program whose tests
// have passed.
func Open(host screen.Host, article string, opts Options) error {
	r, err := newReader(host, opts)
	if err == nil {
		r.open(article)
	}
	return err
}

func newReader(host screen.Host, opts Options) (*reader, error) {
	b, err := book.Open(string(host.Words.Language()))
	if err != nil {
		return nil, err
	}
	r := &reader{
		host: host, opts: opts, book: b, unfolded: map[book.Topic]bool{},
		dialog: host.Stage.NewDialog(width).Tall().About(kit.NoArticle),
	}
	r.dialog.OnClose = host.Stage.Bind(fyne.KeyF, r.lookUp)
	return r, nil
}

// reader is the help while it is open.
type reader struct {
	host   screen.Host
	opts   Options
	book   *book.Book
	dialog *kit.Dialog

	// article is nil on the first page. before are those from which links led
	// here, the last one at the end.
	article  *book.Article
	before   []*book.Article
	unfolded map[book.Topic]bool

	search *kit.Search
	list   *kit.Outline
	side   *fyne.Container // with the list
	page   *fyne.Container // with the article
	scroll *container.Scroll
}

// open presents the dialog on an article.
func (r *reader) open(article string) {
	p := r.host.Words
	r.search = kit.NewSearch(p.T("help.search"), func(string) { r.look() }, r.enter)
	r.search.OnDown = r.intoList
	r.list = kit.NewOutline(r.pick, r.fold)
	r.side = kit.Layers()
	r.page = kit.Layers()
	r.article = r.book.Article(article)
	if r.article != nil {
		r.unfolded[r.article.Topic] = true
	}
	r.showList()
	r.showPage()

	side := kit.Between(kit.Inset(0, 0, gap, 0, r.search.Box), r.side, kit.Gap(0, 0))
	done := kit.NewButton(p.T("ui.close"), kit.Secondary, r.dialog.Close)
	first := fyne.Focusable(r.search)
	if r.article != nil {
		first = r.list
	}
	r.dialog.Present(kit.Content{
		Title: p.T("help.title"),
		Fill: kit.Split(look.Enlarged(sideWidth), kit.Inset(0, gap, 0, 0, side),
			kit.Inset(0, 0, 0, gap, r.page)),
		First: first, Side: r.contactLine(), Buttons: []*kit.Button{done},
		Escape: r.dialog.Close, Keys: r.typed,
	})
}

// The width of the contents, and the room around the line beside it.
const (
	sideWidth float32 = 284
	gap       float32 = 20
)

// typed turns the pages of the article.
func (r *reader) typed(event *fyne.KeyEvent) {
	switch event.Name {
	case fyne.KeyPageDown:
		kit.Turn(r.scroll, 1)
	case fyne.KeyPageUp:
		kit.Turn(r.scroll, -1)
	case fyne.KeyF1:
		r.follow("")
	case fyne.KeyBackspace, fyne.KeyLeft:
		r.back()
	}
}

// look shows what the query finds, and at once the best of it. The focus stays
// in the search.
func (r *reader) look() {
	r.showList()
	if r.query() == "" {
		return
	}
	if rows := r.list.Rows(); len(rows) > 0 {
		r.pick(rows[0].ID)
	} else if r.article != nil {
		r.article, r.before = nil, nil
		r.list.Select("")
		r.showPage()
	}
}

// query is what is looked for, or "".
func (r *reader) query() string { return strings.TrimSpace(r.search.Text) }

// lookUp is Ctrl+F.
func (r *reader) lookUp() { r.host.Stage.Focus(r.search) }

// follow goes where a link leads: to an article, or back to the first page if
// the ID is empty.
func (r *reader) follow(article string) {
	next := r.book.Article(article)
	if next == r.article {
		return
	}
	r.before = append(r.before, r.article)
	r.turnTo(next)
}

// back goes where the last link was.
func (r *reader) back() {
	last := len(r.before) - 1
	if last < 0 {
		return
	}
	previous := r.before[last]
	r.before = r.before[:last]
	r.turnTo(previous)
}

// turnTo shows an article and where it stands in the contents. The focus goes
// there, since the link that had it is gone.
func (r *reader) turnTo(a *book.Article) {
	r.article = a
	if a != nil {
		r.unfolded[a.Topic] = true
	}
	r.showList()
	r.showPage()
	r.host.Stage.Focus(r.list)
}

// leave closes the help and opens a screen.
func (r *reader) leave(open func()) {
	r.dialog.Close()
	open()
}
