package ui

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/uitest"
	"ukey/ui/words"
)

// least are the smallest windows: as everything is drawn at 100 percent, and on
// a small screen at 200 percent, in the language and type that take the most
// room.
func least(t *testing.T, check func(*harness)) {
	for scale, size := range map[int]fyne.Size{100: {Width: 860, Height: 560}, 200: {Width: 640, Height: 380}} {
		t.Run(fmt.Sprintf("%d percent", scale), func(t *testing.T) {
			opts := looking(uitest.Look{Language: words.English, Theme: look.Light, Text: look.LargeText})
			opts.Settings.Scale = scale
			if got := opts.Settings.leastSize(); got != size {
				t.Fatalf("the least window is %v", got)
			}
			h := open(t, opts)
			h.win.Resize(size)
			check(h)
		})
	}
}

// walkAround presses Tab until the focus is where it began, and holds every stop
// to being in view as a whole.
func (h *harness) walkAround() (stops int) {
	h.T.Helper()
	const far = 60 // is more than any of these screens has
	h.Tab()
	first := h.win.Canvas().Focused()
	for range far {
		h.FocusInView()
		stops++
		if h.Tab(); h.win.Canvas().Focused() == first {
			return stops
		}
	}
	h.T.Fatalf("Tab does not come round; the screen says:\n%s", h.Text())
	return stops
}

func TestNothingIsOutOfReachInTheLeastWindow(t *testing.T) {
	for name, c := range map[string]struct {
		bring func(*harness)
		stops int // at least
	}{
		"main":    {func(h *harness) { h.plug(snapshot(companyKey(t), expiredKey(t))) }, 16},
		"empty":   {func(h *harness) { h.plug(snapshot()) }, 8},
		"PIN":     {func(h *harness) { h.plug(snapshot(companyKey(t))); h.openPIN() }, 7},
		"details": {func(h *harness) { h.plug(snapshot(companyKey(t))); h.openDetails() }, 10},
		"wizard":  {func(h *harness) { h.applying(nil) }, 7},
		"help":    {func(h *harness) { h.plug(snapshot(companyKey(t))); h.openHelp("") }, 8},
		"renewal": {func(h *harness) { h.plug(snapshot(companyKey(t))); h.openRenewal() }, 4},
	} {
		t.Run(name, func(t *testing.T) {
			least(t, func(h *harness) {
				c.bring(h)
				if stops := h.walkAround(); stops < c.stops {
					t.Errorf("Tab stops %d times, want at least %d", stops, c.stops)
				}
			})
		})
	}
}

func TestTheEndOfAPageIsReachedInTheLeastWindow(t *testing.T) {
	least(t, func(h *harness) {
		h.plug(snapshot(companyKey(t)))
		for range 20 {
			kit.Turn(h.pane.scroll, 1)
		}
		if left := h.pane.scroll.Content.Size().Height - h.pane.scroll.Offset.Y - h.pane.scroll.Size().Height; left > 1 {
			t.Errorf("%g are left under the window", left)
		}
	})
}
