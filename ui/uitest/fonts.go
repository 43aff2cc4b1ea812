package uitest

import (
	_ "unsafe" // for linkname

	"github.com/go-text/typesetting/shaping"
)

// shaper is what Fyne shapes every text with. It keeps something of each font
// that it has ever met, and Fyne reads its fonts anew with every change of the
// theme: the tests of one package would take 13 GB.
//
//go:linkname shaper fyne.io/fyne/v2/internal/painter.shaper
var shaper *shaping.HarfbuzzShaper

// forgetFonts lets go of the fonts of the screens before.
func forgetFonts() { *shaper = shaping.HarfbuzzShaper{} }
