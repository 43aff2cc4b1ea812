package look

import "fyne.io/fyne/v2"

// Warm reads the fonts of a theme, which Fyne else does when text of each style
// is first measured, and returns at once. Nothing may measure text before wait has returned: Fyne shapes text
// with one shaper that is not safe for concurrent use.
func Warm(theme fyne.Theme) (wait func()) {
	driver := fyne.CurrentApp().Driver()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, style := range []fyne.TextStyle{{}, {Bold: true}, {Monospace: true}} {
			driver.RenderedTextSize("0", theme.Size(Body), style, theme.Font(style))
		}
	}()
	return func() { <-done }
}
