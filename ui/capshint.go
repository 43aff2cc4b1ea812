package ui

import (
	"context"
	"strings"
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
	ask := h.w.opts.CapsLock
	if ask == nil {
		h.judge(false, false, typed)
		return
	}
	h.w.work.Start(func(context.Context) {
		on, known := ask()
		h.w.work.Post(func() { h.judge(on, known, typed) })
	})
}

func (h *capsHint) judge(on, known bool, typed []string) {
	id := ""
	switch {
	case on && known:
		id = "ui.pin.caps-lock"
	case !known && capitals(strings.Join(typed, "")):
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

// capitals tells whether there are letters in a text, more than one and none of
// them small.
func capitals(text string) bool {
	letters := 0
	for _, r := range text {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return letters > 1
}
