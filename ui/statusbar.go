package ui

import (
	"fyne.io/fyne/v2"

	"ukey/ui/kit"
	"ukey/ui/look"
)

// statusBar is the line at the bottom: how the drivers are, how many keys are
// plugged in, what was just done, the version.
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
	p, m := s.w.words, &s.w.model
	var tone kit.Tone
	var text string
	show(s.more, false)
	switch {
	case s.said != "":
		tone, text = kit.Achieved, s.said
	case s.w.refreshing:
		tone, text = kit.Working, p.T("ui.status.refreshing")
	case m.snapshot == nil:
		tone, text = kit.Working, p.T("ui.reading")
	default:
		drivers := p.T("ui.status.drivers-fine")
		tone = kit.Good
		if m.snapshot.Pending() {
			tone, drivers = kit.Working, p.T("ui.reading")
		} else if n := len(m.snapshot.Problems); n > 0 {
			tone, drivers = kit.Soon, p.N("ui.status.drivers-fail", n)
			show(s.more, true)
		} else if m.snapshot.NoDriver() {
			tone, drivers = kit.Soon, p.T("ui.status.no-driver")
		}
		text = join("  ·  ", drivers, p.N("ui.status.keys", len(m.snapshot.Keys)))
	}
	s.mark.Set(kit.MarkOf(tone))
	s.text.Set(text, look.Muted)
	s.content.Refresh()
}
