package ui

import (
	"context"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"ukey/ui/kit"
	"ukey/ui/look"
)

// capsHint is a line under PIN fields about Caps Lock, whose effect nobody sees
// in a field that hides its text. Where the system does not tell how the lock
// stands, capitals alone are a reason to ask.
type capsHint struct {
	box     *fyne.Container
	w       *Window
	line    *kit.Text
	asked   int // how often, so that an answer that comes late is known
	resized func()
}

func newCapsHint(w *Window, resized func()) *capsHint {
	h := &capsHint{w: w, line: kit.Caption("").In(theme.ColorNameWarning).Wrapped(), resized: resized}
	h.box = kit.GrowRow(look.S2, 1, kit.NewMark(kit.Warning, 14), h.line)
	h.box.Hide()
	return h
}

// look shows the hint or takes it away, after each character and when the
// fields appear. typed is what the fields hold.
func (h *capsHint) look(typed ...string) {
	shouted := capitals(typed)
	ask := h.w.opts.CapsLock
	if ask == nil {
		h.judge(false, false, shouted)
		return
	}
	h.asked++
	asked := h.asked
	h.w.work.Start(func(context.Context) {
		on, known := ask()
		h.w.work.Post(func() {
			if asked == h.asked { // or else something has been typed since
				h.judge(on, known, shouted)
			}
		})
	})
}

func (h *capsHint) judge(on, known, shouted bool) {
	id := ""
	switch {
	case on && known:
		id = "ui.pin.caps-lock"
	case !known && shouted:
		id = "ui.pin.upper-case"
	}
	if (id != "") == h.box.Visible() {
		return
	}
	if id != "" {
		h.line.Set(h.w.words.T(id), theme.ColorNameWarning)
	}
	show(h.box, id != "")
	h.resized()
}

// capitals tells whether there are letters in the texts, more than one and none
// of them small.
func capitals(texts []string) bool {
	letters := 0
	for _, text := range texts {
		for _, r := range text {
			if unicode.IsLower(r) {
				return false
			}
			if unicode.IsUpper(r) {
				letters++
			}
		}
	}
	return letters > 1
}
