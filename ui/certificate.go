package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"ukey/ui/kit"
	"ukey/ui/look"
)

// nameWidth is the room for a fact's name. English names are longer.
const nameWidth float32 = 148

// drawCertificate is the pane of one certificate: whose it is and until when
// it is good, in large type, before everything else.
func drawCertificate(w *Window, v certificateView) fyne.CanvasObject {
	head := kit.Column(2,
		kit.Heading(v.headline, kit.NewChip(v.tone, v.state)),
		kit.Quiet(v.subtitle).Wrapped(),
	)
	content := kit.Column(look.S3, head)
	if !v.from.IsZero() {
		content.Add(kit.NewValidityBar(v.from, v.until, v.now, v.tone, v.fromText, v.untilText,
			w.words.T("ui.today", "Date", w.words.Date(v.now))))
	}
	if v.notice != "" {
		content.Add(kit.NewNotice(v.noticeTone, v.notice, v.next))
	}
	content.Add(factLines(w, v.facts, v.pairs))
	return content
}

// factLines draws facts with their copy buttons.
func factLines(w *Window, facts []fact, pairs map[int]bool) fyne.CanvasObject {
	var lines []kit.Fact
	for i := 0; i < len(facts); i++ {
		line := kitFact(w, facts[i])
		if pairs[i] {
			i++
			beside := kitFact(w, facts[i])
			line.Beside = &beside
		}
		lines = append(lines, line)
	}
	return kit.Facts(nameWidth, lines...)
}

func kitFact(w *Window, f fact) kit.Fact {
	line := kit.Fact{Name: f.name, Value: f.value, Mono: f.mono}
	if f.copied {
		var button *kit.ToolButton
		button = kit.NewIconButton(w.icons.copy, func() {
			w.copy(f.name, f.value)
			w.ticked(button)
		})
		line.Side = button
	}
	return line
}

// ticked shows on a copy button that its value is what the clipboard holds.
func (w *Window) ticked(button *kit.ToolButton) {
	if w.lastCopied != nil {
		w.lastCopied.SetIcon(w.icons.copy, look.Muted)
	}
	button.SetIcon(w.icons.done, theme.ColorNameSuccess)
	w.lastCopied = button
}
