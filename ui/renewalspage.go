package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"ukey/ui/kit"
	"ukey/ui/look"
)

// present draws the rows. The row that had the focus keeps it.
func (l *renewalList) present(focused rowRef) {
	p := l.w.words
	l.buttons = map[rowRef]*kit.Button{}
	body := kit.Column(12)
	if l.w.model.snapshot == nil || len(l.w.model.snapshot.Keys) == 0 {
		body.Add(kit.NewNotice(kit.Info, p.T("ui.renew.no-key"), p.T("ui.renew.no-key.next")))
	}
	for i := range l.rows {
		body.Add(l.draw(&l.rows[i]))
	}

	leave := kit.NewButton(p.T("ui.close"), kit.Secondary, l.dialog.Close)
	c := kit.Content{
		Title: p.T("ui.renew"), Body: body, First: leave,
		Side:    kit.NewButton(p.T("ui.applications"), kit.Plain, l.w.openApplications),
		Buttons: []*kit.Button{leave},
		Enter:   l.dialog.Close, Escape: l.dialog.Close,
	}
	if len(atOneClick(l.rows)) > 0 || slices.ContainsFunc(l.rows, wantsPerson) {
		all := kit.NewButton(p.T("ui.renew.all"), kit.Primary, l.allAtOnce)
		c.First, c.Enter, c.Buttons = all, l.allAtOnce, append(c.Buttons, all)
	} else if slices.ContainsFunc(l.rows, func(r renewalRow) bool { return r.act.automatic() }) {
		none := kit.NewButton(p.T("ui.renew.none-due"), kit.Secondary, nil)
		none.Disable()
		c.Buttons = append(c.Buttons, none)
	}
	if l.finished() {
		// Nobody comes back to renew the same once more.
		leave.Set(p.T("ui.close"), kit.Primary)
		c.First, c.Enter, c.Buttons = leave, l.dialog.Close, []*kit.Button{leave}
	}
	if b := l.buttons[focused]; b != nil {
		c.First = b
	}
	l.dialog.Redraw(c)
}

// finished tells whether every row that was begun has been renewed.
func (l *renewalList) finished() bool {
	done := false
	for id, o := range l.outcomes {
		switch {
		case id.item != "" || o.state == rowNeedsYou:
		case o.state != rowDone:
			return false
		default:
			done = true
		}
	}
	return done
}

// leastMessage is the width that the last line of a row has beside its buttons.
const leastMessage float32 = 260

func (l *renewalList) draw(r *renewalRow) fyne.CanvasObject {
	p := l.w.words
	state := kit.Gap(0, 0)
	if r.state != "" {
		state = kit.Column(0, kit.NewChip(r.tone, r.state))
	}
	lines := kit.Column(look.S2, kit.GrowRow(look.S2, 1, kit.Strong(r.name), kit.Caption(r.about).Shortened(), state))
	// The last line shares the width with the button.
	var last fyne.CanvasObject = kit.Caption(r.facts).Wrapped()
	if r.message != "" {
		ink := theme.ColorNameForeground
		if r.messageTone == kit.Broken {
			ink = theme.ColorNameError
		}
		if r.facts != "" {
			lines.Add(last)
		}
		last = kit.TopRow(look.S2, 1, kit.Inset(2, 0, 0, 0, kit.NewMark(r.messageTone, 16)), kit.Body(r.message).In(ink).Wrapped())
	}
	acts := kit.Row(look.S2)
	if r.code != "" {
		acts.Add(kit.NewButton(p.T("ui.renew.copy"), kit.Plain, func() { l.w.copy(p.T("field.credit-code"), r.code) }))
	}
	if r.label != "" {
		button := kit.NewButton(r.label, kit.Secondary, func() { l.press(r) })
		l.buttons[r.id] = button
		acts.Add(button)
	}
	lines.Add(kit.GiveWay(look.S3, leastMessage, last, acts))
	return kit.Layers(kit.NewBox(theme.ColorNameOverlayBackground, theme.ColorNameSeparator), kit.Pad(look.S3, lines))
}
