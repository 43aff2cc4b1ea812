//go:build !race

package environment

import (
	"testing"

	"fyne.io/fyne/v2"

	"ukey/ui/uitest"
)

func TestSeveralThingsAreWrong(t *testing.T) {
	for name, size := range map[string]fyne.Size{"failing": uitest.Normal, "failing-small": uitest.Small} {
		uitest.EachLook(t, name, func(t *testing.T, l uitest.Look) *uitest.Screen {
			r := open(t, failing(), l, size)
			r.settle()
			return r.Screen
		})
	}
}
