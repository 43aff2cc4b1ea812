package ui

import (
	"testing"

	"fyne.io/fyne/v2"
)

// BenchmarkSwitchingCertificates is the time from choosing another of a hundred
// certificates to the frame that shows it. cmd/internal/bench prints it beside
// its limit.
func BenchmarkSwitchingCertificates(b *testing.B) {
	h := open(b, chinese())
	h.plug(snapshot(fullKey(b, 100)))
	h.win.Canvas().Focus(h.sidebar.outline)
	key := fyne.KeyDown
	for b.Loop() {
		before := h.model.selected
		h.Key(key)
		h.win.Canvas().Capture()
		if h.model.selected == before { // at the end of the list: and back
			if key = fyne.KeyUp; h.model.selected.isKey() {
				key = fyne.KeyDown
			}
		}
	}
}
