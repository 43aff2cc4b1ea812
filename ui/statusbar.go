package ui

import (
	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/words"
)

// statusBar is the line at the bottom: how the drivers are, how many keys are
// plugged in, whether the CA is there, what was just done, the version.
type statusBar struct {
	w       *Window
	content *fyne.Container
	mark    *kit.Icon
	text    *kit.Text
	more    *kit.Button
	said    string // stands before the usual text until the next thing happens
}

func newStatusBar(w *Window) *statusBar {
	s := &statusBar{w: w, text: kit.Caption("").Shortened()}
	s.mark = kit.NewMark(kit.Neutral, 12)
	s.more = kit.NewLink(w.words.T("ui.status.look"), w.openProblems)
	s.content = kit.Inset(0, look.S3, 0, look.S3, kit.Layers(kit.Gap(0, 30), kit.GrowRow(look.S2, 1,
		s.mark, s.text, s.more, kit.Caption(w.opts.Version))))
	return s
}

// say shows a sentence until the next one.
func (s *statusBar) say(sentence string) {
	s.said = sentence
	s.show()
}

func (s *statusBar) show() {
	v := s.view()
	show(s.more, v.more)
	s.mark.Set(kit.MarkOf(v.tone))
	s.text.Set(v.text, look.Muted)
	s.content.Refresh()
}

// statusView is what the status bar says.
type statusView struct {
	tone kit.Tone
	text string
	more bool // there is more to be said about the drivers
}

func (s *statusBar) view() statusView {
	p := s.w.words
	switch {
	case s.said != "":
		return statusView{tone: kit.Achieved, text: s.said}
	case s.w.refreshing:
		return statusView{tone: kit.Working, text: p.T("ui.status.refreshing")}
	case s.w.model.snapshot == nil:
		return statusView{tone: kit.Working, text: p.T("ui.reading")}
	default:
		return viewStatus(p, s.w.model.snapshot, s.w.model.server)
	}
}

// viewStatus says how drivers, keys and the CA are. The mark is that of the
// worst of them.
func viewStatus(p *words.Printer, snapshot *app.Snapshot, ca server) statusView {
	v := statusView{tone: kit.Good}
	drivers := p.T("ui.status.drivers-fine")
	switch n := len(snapshot.Problems); {
	case snapshot.Pending():
		v.tone, drivers = kit.Working, p.T("ui.reading")
	case n > 0:
		v.tone, drivers, v.more = kit.Soon, p.N("ui.status.drivers-fail", n), true
	case snapshot.NoDriver():
		v.tone, drivers = kit.Soon, p.T("ui.status.no-driver")
	}
	way := p.T("home.server.unknown")
	switch ca {
	case serverFine:
		way = p.T("home.server.fine")
	case serverNone:
		way = p.T("home.server.none")
	case serverAway:
		way = p.T("home.server.away")
		if v.tone == kit.Good {
			v.tone = kit.Soon
		}
	}
	v.text = join("  ·  ", drivers, p.N("ui.status.keys", len(snapshot.Keys)), way)
	return v
}
