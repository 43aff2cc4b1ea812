package look

import "fyne.io/fyne/v2"

// Warm reads the fonts of the theme that is set, which Fyne else does when text
// of each style is first measured, a tenth of a second in all, and returns at
// once. Nothing may measure text before wait has returned: Fyne shapes text
// with one shaper that is not safe for concurrent use.
func Warm() (wait func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, style := range []fyne.TextStyle{{}, {Bold: true}, {Monospace: true}} {
			fyne.MeasureText("国", Body, style)
		}
	}()
	return func() { <-done }
}
