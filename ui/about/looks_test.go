//go:build !race

package about

import (
	"testing"

	"fyne.io/fyne/v2"

	"ukey/ui/uitest"
)

func TestItLooksRight(t *testing.T) {
	for name, size := range map[string]fyne.Size{"about": uitest.Normal, "about-small": uitest.Small} {
		uitest.EachLook(t, name, func(t *testing.T, l uitest.Look) *uitest.Screen {
			s, _ := open(t, l, size, options())
			return s
		})
	}
}
