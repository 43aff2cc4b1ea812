package ui

import (
	"context"
	"time"

	"ukey/ui/kit"
	"ukey/ui/look"
)

// warmAfter is when the first frame has been drawn, and before a person has
// found the mouse.
const warmAfter = 300 * time.Millisecond

// warm reads what the first dialog with a field would wait for, once the window
// is there: the system's fonts beside Fyne's goroutine, the rest on it.
func (w *Window) warm() {
	w.work.Start(func(ctx context.Context) {
		timer := time.NewTimer(warmAfter)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			return
		}
		look.ReadSystemFonts()
		w.work.Post(func() { kit.NewPINEntry().MinSize() })
	})
}
