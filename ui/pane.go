package ui

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ukey/app"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// pane is the right side: a certificate, a key, or the reason why there is
// neither. Under it stand the actions, which are the same buttons all the
// time, so that the focus stays where it is when the content changes.
type pane struct {
	w       *Window
	content *fyne.Container
	room    *fyne.Container // what is shown now
	foot    *fyne.Container
	scroll  *container.Scroll

	primary, help, pin, details *kit.Button
	urge                        urge
	act                         string // what the primary button says for urgePursue
	shown                       any    // the view that room was made of
	of                          selection
}

func newPane(w *Window) *pane {
	p := &pane{w: w, room: container.NewStack()}
	p.primary = kit.NewButton("", kit.Primary, p.press)
	p.help = kit.NewButton(w.words.T("ui.how-to-unlock"), kit.Secondary, w.openUnlockHelp)
	p.pin = kit.NewButton(w.words.T("ui.pin"), kit.Secondary, w.openPIN)
	p.details = kit.NewButton(w.words.T("ui.details"), kit.Secondary, w.openDetails)
	p.foot = kit.Column(0, kit.Rule(), kit.Inset(12, 0, 12, 0, kit.Sheet(kit.Wrap(look.S2, p.primary, p.help, p.pin, p.details))))
	p.content = kit.Between(kit.Gap(0, 0), p.room, p.foot)
	return p
}

// show makes the pane anew if what it has to show has changed.
func (p *pane) show() {
	m := &p.w.model
	key, cert := m.key(), m.certificate()
	view := p.view(key, cert)

	p.urge, p.act = urgeNone, ""
	if v, ok := view.(certificateView); ok {
		p.urge, p.act = v.urge, v.act
	} else if key != nil {
		p.urge = urgeOfKey(key)
	}
	p.showActions(key, cert)

	if reflect.DeepEqual(view, p.shown) {
		return
	}
	var offset fyne.Position
	if p.scroll != nil && p.of == m.selected {
		offset = p.scroll.Offset
	}
	p.shown, p.of, p.scroll = view, m.selected, nil
	kit.Retire(p.room)
	p.room.Objects = []fyne.CanvasObject{p.draw(view)}
	p.content.Refresh()
	if p.scroll != nil {
		kit.ScrollTo(p.scroll, offset)
	}
}

// view is what there is to be shown: one of the view types.
func (p *pane) view(key *app.Key, cert *app.Certificate) any {
	m, words := &p.w.model, p.w.words
	switch {
	case m.snapshot == nil:
		return readingView{}
	case cert != nil:
		return viewCertificate(words, key, cert, m.undoneHere(), m.snapshot.At)
	case key != nil:
		return viewKey(words, key)
	default:
		return viewNothing(words, m)
	}
}

func (p *pane) draw(view any) fyne.CanvasObject {
	var content fyne.CanvasObject
	switch v := view.(type) {
	case certificateView:
		content = drawCertificate(p.w, v)
	case keyView:
		content = drawKey(p.w, v)
	case emptyView:
		return drawEmpty(p.w, v)
	default:
		return drawReading(p.w)
	}
	page, scroll := kit.Page(kit.Inset(20, 0, look.S3, 0, kit.Sheet(content)))
	p.scroll = scroll
	return page
}

// showActions offers what fits the selection.
func (p *pane) showActions(key *app.Key, cert *app.Certificate) {
	words := p.w.words
	switch p.urge {
	case urgeRenew:
		p.primary.Set(words.T("ui.renew-now"), kit.Primary)
	case urgeReview:
		p.primary.Set(words.T("ui.apply"), kit.Danger)
	case urgeResume:
		p.primary.Set(words.T("ui.resume"), kit.Primary)
	case urgePursue:
		p.primary.Set(p.act, kit.Primary)
	case urgeUnlock:
		p.primary.Set(words.T("ui.how-to-unlock"), kit.Danger)
	case urgeUnblock:
		p.primary.Set(words.T("ui.unblock"), kit.Primary)
	case urgeChange:
		p.primary.Set(words.T("ui.pin"), kit.Primary)
	case urgeRefresh:
		p.primary.Set(words.T("ui.refresh"), kit.Primary)
	case urgeCheck:
		p.primary.Set(words.T("home.environment"), kit.Primary)
	}
	show(p.primary, p.urge != urgeNone)
	show(p.help, p.urge == urgeUnblock) // nothing tells whether the person was given the PUK
	show(p.pin, p.urge != urgeUnlock && p.urge != urgeUnblock && p.urge != urgeChange)
	show(p.details, cert != nil)
	show(p.foot, key != nil)
	p.foot.Refresh()
	p.content.Refresh()
}

// press does the primary action.
func (p *pane) press() {
	switch p.urge {
	case urgeRenew:
		p.w.renewNow()
	case urgeResume:
		p.w.renewNow()
	case urgeReview, urgePursue:
		p.w.openApply()
	case urgeUnlock:
		p.w.openUnlockHelp()
	case urgeUnblock:
		p.w.openUnblock()
	case urgeChange:
		p.w.openPIN()
	case urgeRefresh:
		p.w.refresh()
	case urgeCheck:
		p.w.openEnvironment()
	}
}

func show(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}
