package ui

import (
	"testing"

	"ukey/ui/look"
	"ukey/ui/words"
)

// Most of what is compared with pictures stands in files that are left out under
// the race detector, with which drawing one takes seconds.

// everyLook is each language in each theme; bothLooks is enough where only
// the words and the colours of the first two are at stake.
var (
	everyLook = map[string]Settings{
		"zh-light": {Language: words.Chinese, Theme: look.Light},
		"zh-dark":  {Language: words.Chinese, Theme: look.Dark},
		"en-light": {Language: words.English, Theme: look.Light},
		"en-dark":  {Language: words.English, Theme: look.Dark},
	}
	// largeLooks are those with larger type.
	largeLooks = map[string]Settings{
		"zh-large": {Language: words.Chinese, Theme: look.Light, TextSize: look.LargeText},
		"en-large": {Language: words.English, Theme: look.Dark, TextSize: look.LargeText},
	}
	bothLooks = map[string]Settings{
		"zh-light": {Language: words.Chinese, Theme: look.Light},
		"en-dark":  {Language: words.English, Theme: look.Dark},
	}
)

// picture opens the window in each of the looks, brings it to a state, and
// compares.
func picture(t *testing.T, name string, looks map[string]Settings, bring func(*harness)) {
	t.Run(name, func(t *testing.T) {
		for variant, settings := range looks {
			t.Run(variant, func(t *testing.T) {
				h := open(t, Options{Settings: settings})
				bring(h)
				h.Looks(name + "-" + variant)
			})
		}
	})
}
