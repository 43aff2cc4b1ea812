//go:build !race

package about

import (
	"testing"

	"ukey/ui/uitest"
)

func TestItLooksRight(t *testing.T) {
	uitest.EachLook(t, "about", func(t *testing.T, l uitest.Look) *uitest.Screen {
		s, _ := open(t, l, uitest.Normal, options())
		return s
	})
	uitest.EachLook(t, "nothing-known", func(t *testing.T, l uitest.Look) *uitest.Screen {
		s, _ := open(t, l, uitest.Small, Options{Version: "1.0.0"})
		return s
	})
	uitest.EachLook(t, "licences", func(t *testing.T, l uitest.Look) *uitest.Screen {
		s, host := open(t, l, uitest.Small, options())
		s.Press(host.Words.T("about.licences"))
		return s
	})
}
