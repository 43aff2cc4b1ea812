//go:build !race

package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"ukey/ui/look"
	"ukey/ui/uitest"
	"ukey/ui/words"
)

// What other sizes of the window and other scales teach does not depend on the
// colours, and one or two looks of each are enough: those that take up the least
// room, and the most.
func TestEverySizeOfTheWindowLooksRight(t *testing.T) {
	const onSmall, onHD, sharp = "least", "hd", "sharp"
	wordy := uitest.Look{Language: words.English, Theme: look.Light, Text: look.LargeText}
	english := uitest.Look{Language: words.English, Theme: look.Light}
	keys := func(h *harness) { h.plug(snapshot(companyKey(t), expiredKey(t))) }
	for _, c := range []struct {
		state  string
		at     string
		look   uitest.Look
		size   fyne.Size // in units, so that at 200 percent it is twice as many pixels
		scaled float32   // in percent
		bring  func(*harness)
	}{
		// A screen of 1366 by 768 at 200 percent, but drawn small.
		{"main", onSmall, uitest.Usual, fyne.NewSize(640, 380), 100, keys},
		{"main", onSmall, wordy, fyne.NewSize(640, 380), 100, keys},
		{"empty", onSmall, wordy, fyne.NewSize(640, 380), 100, func(h *harness) { h.plug(snapshot()) }},
		{"pin", onSmall, uitest.Usual, fyne.NewSize(640, 380), 100, func(h *harness) { keys(h); h.openPIN() }},
		{"main", onHD, english, fyne.NewSize(1920, 1080), 100, keys},
		{"help", onHD, uitest.Usual, fyne.NewSize(1920, 1080), 100, func(h *harness) { keys(h); h.openHelp("expired") }},
		{"main", sharp, uitest.Usual, uitest.Small, 175, keys},
		{"pin", sharp, uitest.Usual, uitest.Small, 175, func(h *harness) { keys(h); h.openPIN() }},
	} {
		t.Run(c.state+" "+c.at+" "+c.look.String(), func(t *testing.T) {
			opts := looking(c.look)
			opts.Settings.Scale = 200 // allows of the small window
			h := open(t, opts)
			h.Scale(c.scaled)
			h.win.Resize(c.size)
			c.bring(h)
			h.Looks(c.state + "-" + c.at)
		})
	}
}
