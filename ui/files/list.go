package files

import (
	"fmt"
	"slices"

	"ukey/ui/kit"
	"ukey/ui/look"
)

// most is how many rows are shown at once. A person finds one of more by its
// name.
const most = 200

// placeRows are the usual places.
func placeRows(places []Place) []kit.OutlineRow {
	rows := make([]kit.OutlineRow, len(places))
	for i, p := range places {
		rows[i] = kit.OutlineRow{ID: p.Path, Icon: folderIcon, Title: p.Name}
	}
	return rows
}

// rowsOf are the rows of a folder.
func rowsOf(entries []entry) []kit.OutlineRow {
	rows := make([]kit.OutlineRow, len(entries))
	for i, e := range entries {
		rows[i] = kit.OutlineRow{ID: e.path, Icon: folderIcon, Title: e.name}
		if !e.folder {
			rows[i].Icon = fileIcon
			rows[i].Trailing = fileSize(e.size) + "  " + e.changed.Local().Format("2006-01-02")
		}
	}
	return rows
}

// fileSize writes a number of bytes as file managers do.
func fileSize(bytes int64) string {
	if bytes >= 1<<20 {
		return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
	}
	return fmt.Sprintf("%d KB", (bytes+1<<10-1)>>10)
}

// showList brings what was found to the screen.
func (b *browser) showList() {
	all := matching(b.found, b.search.Text)
	b.shown = all[:min(len(all), most)]
	p := b.host.Words
	switch {
	case b.busy:
		b.show(p.T("files.reading"))
	case b.fault != nil:
		b.show(p.T("files.unreadable"))
	case len(b.found) == 0:
		b.show(p.T("files.empty"))
	case len(all) == 0:
		b.show(p.T("files.none"))
	case len(all) > most:
		b.show(p.T("files.more", "Number", most))
	default:
		b.show("")
	}
}

// show brings the rows to the screen, and under them a word about them.
func (b *browser) show(hint string) {
	b.list.SetRows(rowsOf(b.shown))
	set(b.list.Show, b.list.Hide, len(b.shown) > 0 || b.busy) // an empty one would be a stop of Tab that nobody sees
	b.hint.Set(hint, look.Muted)
	set(b.hint.Show, b.hint.Hide, hint != "")
	if b.selected() == nil {
		b.list.Select("")
		if len(b.shown) > 0 {
			b.list.Select(b.shown[0].path) // one has to show where the keyboard is
		}
	}
	b.scroll.ScrollToTop()
	b.scroll.Refresh()
	b.inView()
	b.list.Reveal()
	b.ready()
}

func set(show, hide func(), shown bool) {
	if shown {
		show()
	} else {
		hide()
	}
}

// ready lets the person go on once there is something to go on with.
func (b *browser) ready() {
	if b.name == nil && b.selected() == nil {
		b.take.Disable()
	} else {
		b.take.Enable()
	}
}

// inView tells the list which part of it is in view.
func (b *browser) inView() {
	top := b.scroll.Offset.Y
	b.list.InView(top, top+b.scroll.Size().Height)
}

// selected is the entry that is marked; nil if none is.
func (b *browser) selected() *entry {
	i := slices.IndexFunc(b.shown, func(e entry) bool { return e.path == b.list.Selected() })
	if i < 0 {
		return nil
	}
	return &b.shown[i]
}

// mark selects an entry. A file to be written takes its name.
func (b *browser) mark(path string) {
	b.list.Select(path)
	if e := b.selected(); e != nil && !e.folder && b.name != nil {
		b.name.Entry.SetText(e.name)
	}
	b.ready()
}

// intoList is the arrow down in the search.
func (b *browser) intoList() {
	if len(b.shown) == 0 {
		return
	}
	if b.selected() == nil {
		b.mark(b.shown[0].path)
	}
	b.host.Stage.Focus(b.list)
}

// lookedUp is Enter in the search: what is found alone is meant.
func (b *browser) lookedUp() {
	if len(b.shown) == 1 {
		b.open(b.shown[0].path)
		return
	}
	b.intoList()
}

// open shows a folder, or takes a file.
func (b *browser) open(path string) {
	b.mark(path)
	e := b.selected()
	switch {
	case e == nil:
	case e.folder:
		b.enter(e.path, "")
		b.host.Stage.Focus(b.list)
	case b.name != nil:
		b.save()
	default:
		b.finish(e.path)
	}
}

// taken is the button.
func (b *browser) taken() {
	if b.name != nil {
		b.save()
		return
	}
	if e := b.selected(); e != nil {
		b.open(e.path)
	}
}

// finish hands the file on.
func (b *browser) finish(path string) {
	b.dialog.Close()
	b.q.Took(path)
}
