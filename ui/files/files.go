// Package files is the screen for choosing a file where the desktop has none:
// folders and files as a list, by name, with the usual places beside it. A file
// to be written gets its name here, and whether one may be replaced is asked.
//
// [Open] shows it. What a folder holds is read beside the window, since a disk
// may be far away.
package files

import (
	"context"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/screen"
)

// Question is what the person is asked.
type Question struct {
	Title string
	// Folder is shown first.
	Folder string
	// Name is what a new file is called unless the person changes it. Without it
	// the file has to be there.
	Name string
	// Patterns are the names of the files that can be chosen, such as "*.png", in
	// lower case; all if empty.
	Patterns []string
	// Places are the folders that people look into.
	Places []Place
	// Took is given the path of the file, unless the person chooses none.
	Took func(path string)
}

// Place is a folder with a name of its own.
type Place struct{ Name, Path string }

// Widths: of the screen, of the places in it, and of a question over it.
const width, placesWidth, narrow float32 = 720, 184, 480

// Open shows the screen.
func Open(host screen.Host, q Question) { open(host, q, read) }

// open shows the screen on folders that are read so.
func open(host screen.Host, q Question, read reading) *browser {
	b := &browser{host: host, q: q, read: read, dialog: host.Stage.NewDialog(width).Tall().About(kit.NoArticle)}
	b.compose()
	b.enter(q.Folder, "")
	return b
}

// browser is the screen while it is open.
type browser struct {
	host   screen.Host
	q      Question
	read   reading
	dialog *kit.Dialog

	// folder is what is shown, or about to be; visit counts them, so that one that
	// is read too late is dropped.
	folder string
	visit  int
	found  []entry
	fault  error // of reading the folder
	busy   bool  // reading it
	shown  []entry

	places *kit.Outline
	path   *kit.Text
	up     *kit.Button
	search *kit.Search
	list   *kit.Outline
	hint   *kit.Text // under the list, or in its place
	scroll *container.Scroll
	name   *kit.Field // of a file to be written; else nil
	take   *kit.Button
}

// compose makes the dialog, still without a folder.
func (b *browser) compose() {
	p := b.host.Words
	b.places = kit.NewOutline(func(id string) { b.enter(id, "") }, nil)
	b.places.OnOpen = b.places.OnSelect
	b.places.SetRows(placeRows(b.q.Places))
	set(b.places.Show, b.places.Hide, len(b.q.Places) > 0)
	b.up = kit.NewButton(p.T("files.up"), kit.Secondary, b.goUp)
	b.path = kit.Caption("").Wrapped()
	b.search = kit.NewSearch(p.T("files.search"), func(string) { b.showList() }, b.lookedUp)
	b.search.OnDown = b.intoList
	b.list = kit.NewOutline(b.mark, nil)
	b.list.OnOpen = b.open
	b.hint = kit.Caption("").Wrapped()
	rows, scroll := kit.Page(kit.Inset(2, look.S2, 2, 2, kit.Column(look.S1, b.list, b.hint)))
	b.scroll = scroll
	scroll.OnScrolled = func(fyne.Position) { b.inView() }

	label, first := "files.open", fyne.Focusable(b.list)
	bottom := kit.Gap(0, 0)
	if b.q.Name != "" {
		label = "files.save"
		entry := kit.NewEntry()
		entry.SetText(b.q.Name)
		entry.OnSubmitted = func(string) { b.save() }
		first = entry
		b.name = kit.NewField(p.T("files.name"), nil, entry, func() { b.dialog.Fit() })
		bottom = kit.Inset(look.S2, 0, 0, look.S3, b.name.Box)
	}
	b.take = kit.NewButton(p.T(label), kit.Primary, b.taken)
	top := kit.Inset(0, 0, look.S2, look.S3, kit.Column(look.S2, kit.GrowRow(look.S2, 0, b.path, b.up), b.search.Box))
	cancel := kit.NewButton(p.T("ui.cancel"), kit.Secondary, b.dialog.Close)
	b.dialog.Present(kit.Content{
		Title: b.q.Title,
		Fill: kit.Split(look.Enlarged(placesWidth), kit.Inset(0, look.S2, 0, 0, kit.Column(0, b.places)),
			kit.Between(top, kit.Inset(0, 0, 0, look.S3-2, rows), bottom)),
		First:   first,
		Buttons: []*kit.Button{cancel, b.take},
		Enter:   b.taken, Escape: b.dialog.Close, Keys: b.typed,
	})
}

// enter shows a folder, with one of its entries selected if it is there.
func (b *browser) enter(folder, selected string) {
	b.visit++
	visit := b.visit
	b.folder, b.found, b.fault, b.busy = folder, nil, nil, true
	b.search.SetText("") // it looks in this folder alone
	b.path.Set(folder, look.Muted)
	b.places.Select(within(b.q.Places, folder))
	if filepath.Dir(folder) == folder {
		b.up.Disable()
	} else {
		b.up.Enable()
	}
	b.showList()
	b.host.Work.Start(func(context.Context) {
		found, err := b.read(folder, b.q.Patterns)
		b.host.Work.Post(func() {
			if visit != b.visit || !b.dialog.Open() {
				return
			}
			b.found, b.fault, b.busy = found, err, false
			b.list.Select(selected)
			b.showList()
			b.refocus()
		})
	})
}

// refocus takes the focus from a list in which there is nothing.
func (b *browser) refocus() {
	if b.host.Stage.Focused() == fyne.Focusable(b.list) && !b.list.Visible() {
		b.host.Stage.Focus(b.search)
	}
}

// goUp shows the folder above, where this one is.
func (b *browser) goUp() {
	if above := filepath.Dir(b.folder); above != b.folder {
		b.enter(above, b.folder)
	}
}

// typed is given the keys that nobody else took.
func (b *browser) typed(event *fyne.KeyEvent) {
	switch event.Name {
	case fyne.KeyBackspace, fyne.KeyLeft:
		b.goUp()
	case fyne.KeyPageDown:
		kit.Turn(b.scroll, 1)
	case fyne.KeyPageUp:
		kit.Turn(b.scroll, -1)
	}
}

// icons stand before the rows. Rows compare equal if their icons are the same.
var (
	folderIcon = picture("folder", "M4 5C3 5 2 6 2 7V17C2 18 3 19 4 19H20C21 19 22 18 22 17V9C22 8 21 7 20 7H12L10 5Z")
	fileIcon   = picture("file", "M6 2C5.4 2 5 2.4 5 3V21C5 21.6 5.4 22 6 22H18C18.6 22 19 21.6 19 21V8L13 2ZM6.6 3.6H12V9H17.4V20.4H6.6Z")
)

func picture(name, path string) fyne.Resource {
	return fyne.NewStaticResource(name+".svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24"><path fill="#000" fill-rule="evenodd" d="`+path+`"/></svg>`))
}
