package ui

import (
	"ukey/ui/kit"
	"ukey/ui/look"
)

// openAbout says what this program is, under which licences, and its keys.
func (w *Window) openAbout() {
	if w.stage.Busy() {
		return
	}
	p := w.words
	body := kit.Column(look.S3,
		kit.Row(look.S3, kit.NewIcon(w.icons.key, look.AccentText, 40),
			kit.Column(2, kit.Headline(p.T("ui.title")), kit.Quiet(p.T("ui.version", "Version", w.opts.Version)))),
		kit.Body(p.T("ui.about.what")).Wrapped(),
		kit.Facts(112,
			kit.Fact{Name: "F5", Value: p.T("ui.refresh"), Mono: false},
			kit.Fact{Name: "Ctrl+U", Value: p.T("ui.renew")},
			kit.Fact{Name: "Ctrl+P", Value: p.T("ui.pin")},
			kit.Fact{Name: "Ctrl+I", Value: p.T("ui.details")},
		),
		kit.Caption(p.T("ui.about.licences")).Wrapped(),
	)
	tell(w.stage.NewDialog(narrow), p, p.T("ui.about"), body)
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
		body.Add(kit.Column(look.S1,
			problemNotice(w, x, d.Close),
			kit.Caption(p.T("ui.detail", "Detail", x.detail)).Wrapped()))
	}
	tell(d, p, p.T("ui.problems"), body)
}
