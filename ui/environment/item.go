package environment

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"ukey/app"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// item draws one check: what was found, what to do, and what does it.
func (l *line) item(v itemView, several bool) fyne.CanvasObject {
	text := kit.Column(look.S1, kit.Body(v.text).Wrapped())
	if v.next != "" {
		text.Add(kit.Quiet(v.next).Wrapped())
	}
	for _, command := range v.commands {
		text.Add(l.command(command))
	}
	if v.trouble.Text != "" {
		text.Add(kit.NewNotice(kit.Broken, v.trouble.Text, v.trouble.Next))
	}
	if buttons := l.buttons(v); len(buttons.Objects) > 0 {
		text.Add(kit.Inset(look.S1, 0, 0, -indent(buttons), buttons))
	}
	if v.detail != "" && v.detailed {
		text.Add(kit.Caption(v.detail).Wrapped())
	}
	if !several {
		return text
	}
	return kit.TopRow(look.S2, 1, kit.Inset(3, 0, 0, 0, kit.NewMark(v.tone, 14)), text)
}

func (l *line) buttons(v itemView) *fyne.Container {
	p, row := l.c.host.Words, kit.Wrap(look.S2)
	for _, f := range v.fixes {
		if f.fix.Kind == app.FixSettings && l.c.opts.Settings == nil {
			continue
		}
		label := f.label
		if f.working {
			label = p.T("environment.fixing")
		}
		b := kit.NewButton(label, kit.Secondary, func() { l.c.fix(v.layer, f.fix) })
		enable(b, !f.off)
		row.Add(b)
	}
	if v.article != "" {
		row.Add(kit.NewLink(p.T("environment.help"), func() { l.c.host.Help(v.article) }))
	}
	if v.detail != "" {
		row.Add(kit.NewLink(p.T("environment.details"), func() { l.c.detail(v.layer) }))
	}
	if v.again {
		row.Add(kit.NewLink(p.T("environment.again.line"), func() { l.c.examine(together(v.layer)) }))
	}
	return row
}

// indent is how far a row begins left of the sentences, so that the text of a
// link stands under them.
func indent(buttons *fyne.Container) float32 {
	if first := buttons.Objects[0]; first.MinSize().Height < look.Target {
		return look.S2
	}
	return 0
}

// command is a line for whoever administers the computer, to be copied.
func (l *line) command(text string) fyne.CanvasObject {
	p := l.c.host.Words
	copied := kit.NewButton(p.T("environment.command.copy"), kit.Secondary, func() {
		l.c.host.Copy(p.T("environment.command"), text)
	})
	return kit.Layers(kit.NewBox(look.Raised, theme.ColorNameSeparator),
		kit.Inset(look.S2, look.S2, look.S2, 12, kit.GrowRow(look.S3, 0, kit.Caption(text).Mono().In(theme.ColorNameForeground).Wrapped(), copied)))
}
