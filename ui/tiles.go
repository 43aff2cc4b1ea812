package ui

import (
	"fyne.io/fyne/v2"

	"ukey/ui/kit"
	"ukey/ui/look"
)

// newTiles is the strip of 热门应用: as many sites as there is room for, and
// 更多 for all of them.
func newTiles(w *Window) fyne.CanvasObject {
	var tiles []fyne.CanvasObject
	for _, v := range w.services() {
		tiles = append(tiles, kit.NewTile(icon(v.icon), v.name, v.address == "", func() { w.visit(v) }))
	}
	return kit.Inset(look.S2, 12, look.S2, look.S3, kit.GrowRow(look.S3, 1,
		kit.Caption(w.words.T("home.services")).Bold(),
		kit.AsMany(look.S2, tiles...),
		kit.NewSideTool(w.icons.more, w.words.T("home.more"), w.openServices)))
}

// services are the sites under 热门应用.
func (w *Window) services() []serviceView {
	list := w.opts.Services
	if len(list) == 0 {
		list = builtInServices()
	}
	return viewServices(w.words, list)
}

// visit opens a site, or says that there is none yet.
func (w *Window) visit(v serviceView) {
	p := w.words
	if v.address == "" {
		tell(w.stage.NewDialog(narrow), p, v.name,
			kit.NewNotice(kit.Info, p.T("home.service.closed", "Name", v.name), p.T("home.service.closed.next")))
		return
	}
	w.status.say(p.T("home.service.opened", "Name", v.name, "Site", v.site))
	w.browse(v.address)
}

// openServices lists all sites, with where each leads to.
func (w *Window) openServices() {
	if w.stage.Busy() {
		return
	}
	p := w.words
	d := w.stage.NewDialog(medium)
	list := kit.Column(0)
	for i, v := range w.services() {
		if i > 0 {
			list.Add(kit.Rule())
		}
		site, act := kit.Caption(v.site), p.T("home.service.open")
		if v.address == "" {
			site, act = kit.Caption(p.T("home.service.not-open")), p.T("home.service.why")
		}
		list.Add(kit.Inset(look.S2, 0, look.S2, 0, kit.GrowRow(look.S3, 1,
			kit.NewIcon(icon(v.icon), look.AccentText, 24),
			kit.Column(1, kit.Body(v.name).Wrapped(), site.Shortened()),
			kit.NewButton(act, kit.Secondary, func() { w.visit(v) }))))
	}
	tell(d, p, p.T("home.services"), list)
}
