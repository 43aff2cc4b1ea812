package ui

import (
	"ukey/ui/about"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// openAbout is 关于我们.
func (w *Window) openAbout() {
	if w.stage.Busy() {
		return
	}
	about.Open(w.host(), about.Options{Version: w.opts.Version, Snapshot: w.model.snapshot, Contacts: w.opts.Contacts})
}

// openProblems lists the drivers that failed.
func (w *Window) openProblems() {
	if w.stage.Busy() || w.model.snapshot == nil {
		return
	}
	p := w.words
	d := w.stage.NewDialog(medium).About("driver")
	body := kit.Column(look.S3)
	for _, x := range viewProblems(p, w.model.snapshot) {
		body.Add(kit.Column(look.S2,
			problemNotice(w, x, d.Close),
			forSupport(p, x.detail)))
	}
	tell(d, p, p.T("ui.problems"), body)
}
