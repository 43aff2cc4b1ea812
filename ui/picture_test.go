package ui

import (
	"testing"

	"ukey/ui/uitest"
)

// Most of what is compared with pictures stands in files that are left out under
// the race detector, with which drawing one takes seconds.

// picture opens the window in each of the looks, brings it to a state, and
// compares.
func picture(t *testing.T, name string, bring func(*harness)) {
	uitest.EachLook(t, name, func(t *testing.T, l uitest.Look) *uitest.Screen {
		h := open(t, looking(l))
		bring(h)
		return h.Screen
	})
}

// looking is how the window is opened in a look.
func looking(l uitest.Look) Options {
	return Options{Settings: Settings{Language: l.Language, Theme: l.Theme, TextSize: l.Text}}
}
