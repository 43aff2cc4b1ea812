package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ukey/app/settings"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/words"
)

// sidebar is the left side: the banner and the tree of keys.
type sidebar struct {
	w       *Window
	content *fyne.Container
	outline *kit.Outline
	nothing fyne.CanvasObject // in place of an empty tree
	scroll  *container.Scroll
	list    *fyne.Container // what is scrolled, the outline among it
	targets map[string]target
	// here tells whether the selected key was there when the tree was last shown.
	// When it was pulled out, the tree went from being scrolled to left to being
	// scrolled to without, where a shorter one has its end.
	here          bool
	left, without float32
}

func newSidebar(w *Window) *sidebar {
	s := &sidebar{w: w, nothing: kit.Inset(0, 10, 0, 10, kit.Caption(w.words.T("ui.tree.empty")).Wrapped())}
	s.nothing.Hide() // nobody has looked yet
	s.outline = kit.NewOutline(s.chosen, s.chosen)

	name, caption := brand(w.words, w.opts.Brand)
	banner := kit.NewBanner(w.icons.seal, name, caption, s.showValidity)

	list := kit.Column(0,
		kit.Inset(0, 0, look.S3+look.S1, 0, banner),
		kit.Inset(0, 0, look.S2, 10, kit.Caption(w.words.T("ui.tree.title")).Bold()),
		s.nothing,
		s.outline)
	page, scroll := kit.Page(kit.Pad(12, list))
	s.list, s.scroll = list, scroll
	scroll.OnScrolled = func(fyne.Position) { s.inView() }
	s.content = kit.Layers(kit.NewSurface(look.Sidebar), page)
	return s
}

// brand is what the banner says. A brand with a name of its own does not get
// the product's caption.
func brand(p *words.Printer, b settings.Brand) (name, caption string) {
	language := settings.Language(p.Language())
	name, caption = b.Name.In(language), b.Caption.In(language)
	if name == "" {
		return p.T("ui.brand"), p.T("ui.brand.caption")
	}
	return name, caption
}

// show brings the tree up to date.
func (s *sidebar) show() {
	list, targets := rows(s.w.words, &s.w.model, s.w.icons.key)
	s.targets = targets
	offset := s.scroll.Offset.Y
	changed := s.outline.SetRows(list)
	if nothing := len(list) == 0 && !s.w.model.reading(); nothing != s.nothing.Visible() {
		show(s.nothing, nothing)
		changed = true
	}
	show(s.outline, len(list) > 0) // an empty one would be a stop of Tab that nobody sees
	if changed {
		s.content.Refresh()
		s.inView()
	}
	s.stay(offset, changed)
	s.outline.Select(idOf(s.w.model.selected))
}

// stay has the tree scrolled to where it was as soon as the selected key is back,
// unless a person has scrolled it since or selected another. offset is from before
// the tree changed.
func (s *sidebar) stay(offset float32, changed bool) {
	here := s.w.model.key() != nil
	switch {
	case s.here && !here:
		s.left, s.without = offset, s.scroll.Offset.Y
	case here && !s.here && changed && offset == s.without && offset != s.left:
		kit.ScrollTo(s.scroll, fyne.NewPos(0, s.left))
	}
	s.here = here
}

// inView tells the outline which part of it is in view.
func (s *sidebar) inView() {
	top := s.scroll.Offset.Y - s.list.Position().Y - s.outline.Position().Y
	s.outline.InView(top, top+s.scroll.Size().Height)
}

// chosen opens the fold, or selects.
func (s *sidebar) chosen(id string) {
	t, ok := s.targets[id]
	switch {
	case !ok:
	case t.fold:
		s.w.model.unfolded[t.key] = !s.w.model.unfolded[t.key]
		s.show()
	default:
		s.w.pick(t.selection)
	}
}

// showValidity is what a click on the banner does: it brings up the certificate
// whose validity people ask for.
func (s *sidebar) showValidity() {
	if k := s.w.model.key(); k != nil {
		s.w.pick(startOf(k))
		return
	}
	if snapshot := s.w.model.snapshot; snapshot != nil {
		s.w.pick(first(snapshot))
	}
}
