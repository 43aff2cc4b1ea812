package ui

import (
	"slices"

	"ukey/ui/kit"
	"ukey/ui/look"
)

// hold is work of a key that closing the window would cut off.
type hold struct {
	// fast tells whether it would at this moment. While a person is asked for
	// something, or may cancel, it would not.
	fast func() bool
}

// hold keeps the window open until it is released.
func (w *Window) hold(fast func() bool) *hold {
	h := &hold{fast}
	w.holds = append(w.holds, h)
	return h
}

// release ends a hold. A person who has wanted to close the window meanwhile
// sees it close, unless there is something to be read: what went wrong.
func (w *Window) release(h *hold, well bool) {
	w.holds = slices.DeleteFunc(w.holds, func(x *hold) bool { return x == h })
	w.holdChanged(well)
}

// holdChanged looks whether there is still a reason to wait, and closes the
// window if that is over and leave says so.
func (w *Window) holdChanged(leave bool) {
	if w.waiting == nil || w.held() {
		return
	}
	w.waiting.Close()
	if leave {
		w.leave()
	}
}

// held tells whether the window has to stay open.
func (w *Window) held() bool {
	return slices.ContainsFunc(w.holds, func(h *hold) bool { return h.fast() })
}

// waitToLeave says why the window does not close yet.
func (w *Window) waitToLeave() {
	if w.waiting != nil {
		return // a second click
	}
	p := w.words
	d := w.stage.NewDialog(narrow).About(kit.NoArticle)
	w.waiting = d
	d.OnClose = func() { w.waiting = nil }
	stay := kit.NewButton(p.T("ui.leave.not"), kit.Secondary, d.Close)
	d.Present(kit.Content{
		Title:   p.T("ui.leave"),
		Body:    kit.Column(look.S3, kit.NewNotice(kit.Info, p.T("ui.leave.held"), p.T("ui.leave.held.next")), kit.NewBusy()),
		Buttons: []*kit.Button{stay},
		First:   stay, Escape: d.Close,
	})
}
