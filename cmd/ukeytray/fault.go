package main

import (
	"context"
	"time"

	"ukey/ui/tray"
)

// fault is what is wrong with the settings, and what the person knows of it. It
// belongs to the goroutine of resident.work.
type fault struct {
	every time.Duration // after which they are looked at again
	text  string        // empty if nothing is wrong
	shown bool          // there has been a notification
}

// tell says in the log, in the tray and once by a notification what is wrong with
// the settings, and takes it back with nil. A desktop that shows none yet, as
// while the person logs in, is asked again with the next call.
func (r *resident) tell(ctx context.Context, wrong error) {
	text := ""
	if wrong != nil {
		text = wrong.Error()
	}
	if text != r.fault.text {
		r.fault.text = text
		if wrong != nil {
			r.log.Warn("settings cannot be used as they are", "err", wrong)
		}
		r.change(func() { r.state.Fault = wrong })
	}
	switch {
	case wrong != nil && !r.fault.shown:
		r.fault.shown = r.reminders.desktop.Show(ctx, tray.Fault(r.printer(), wrong)) == nil
	case wrong == nil && r.fault.shown:
		r.fault.shown = false
		_ = r.reminders.desktop.Withdraw(ctx, tray.FaultID) // or the person closes it
	}
}
