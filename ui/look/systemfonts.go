package look

import (
	"io"
	"log"

	"github.com/go-text/typesetting/fontscan"
)

// ReadSystemFonts reads the list of the system's fonts, which takes as long as
// there are many of them: seconds, the first time on a computer. Fyne does so
// itself when a field for text is first measured, and holds everything up; it
// then finds the list read, which a process has once. It may be called from any
// goroutine.
func ReadSystemFonts() {
	// Without the list Fyne does without, and so does this.
	_ = fontscan.NewFontMap(log.New(io.Discard, "", 0)).UseSystemFonts("")
}
