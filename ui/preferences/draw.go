package preferences

import (
	"fyne.io/fyne/v2"

	"ukey/assets"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// drawRows puts rows of choices under each other, with a hairline between.
func (s *preferences) drawRows(rows []row) {
	for i, r := range rows {
		if i > 0 {
			s.body.Add(kit.Rule())
		}
		s.drawRow(r, func(c choice) { s.set(c.set) })
	}
}

// drawRow shows one setting. One that is locked can be read and not changed.
func (s *preferences) drawRow(r row, press func(choice)) {
	pills := kit.Wrap(look.S2)
	for _, c := range r.choices {
		pill := kit.NewPill(c.label, c.chosen, func() { press(c) })
		if r.locked {
			pill.Disable()
		}
		pills.Add(pill)
	}
	s.body.Add(kit.Column(look.S2, s.heading(r.name, r.hint, r.locked), pills))
}

// heading names a setting and says what it does.
func (s *preferences) heading(name, hint string, locked bool) fyne.CanvasObject {
	head := kit.Column(2, kit.Body(name).Bold(), kit.Caption(hint).Wrapped())
	if locked {
		icon := fyne.NewStaticResource("locked.svg", assets.Icon(assets.IconLocked))
		head.Add(kit.GrowRow(look.S1, 1, kit.NewIcon(icon, look.Muted, 14), kit.Caption(s.T("preferences.locked")).Wrapped()))
	}
	return head
}

// trial is what came of trying something.
type trial struct {
	running bool
	tone    kit.Tone
	text    string
}

// outcome is where a trial of that name is shown.
func (s *preferences) outcome(what string) fyne.CanvasObject {
	box := kit.Column(0, s.drawTrial(s.tried[what]))
	s.outcomes[what] = box
	return box
}

// tell shows how a trial goes, and leaves the rest of the page as it is: the
// person may be typing.
func (s *preferences) tell(what string, t trial) {
	s.tried[what] = t
	box := s.outcomes[what]
	if box == nil || !s.dialog.Open() {
		return
	}
	kit.Retire(box)
	box.Objects = []fyne.CanvasObject{s.drawTrial(t)}
	box.Refresh()
	s.dialog.Fit()
}

func (s *preferences) drawTrial(t trial) fyne.CanvasObject {
	switch {
	case t.running:
		return kit.Column(look.S1, kit.Caption(s.T("preferences.trying")), kit.NewBusy())
	case t.text == "":
		return kit.Gap(0, 0)
	default:
		return kit.TopRow(look.S2, 1, kit.Inset(2, 0, 0, 0, kit.NewMark(t.tone, 14)), kit.Caption(t.text).In(t.tone.Colour()).Wrapped())
	}
}

// button is a small button that a locked setting greys out.
func (s *preferences) button(label string, locked bool, act func()) *kit.Button {
	b := kit.NewButton(label, kit.Secondary, act)
	if locked {
		b.Disable()
	}
	return b
}
