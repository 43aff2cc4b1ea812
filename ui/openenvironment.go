package ui

import (
	"math"

	"ukey/ui/environment"
)

// openEnvironment is 环境检测.
func (w *Window) openEnvironment() {
	if w.stage.Busy() {
		return
	}
	opts := environment.Options{
		Scale:   int(math.Round(float64(w.win.Canvas().Scale()) * 100)),
		Version: w.opts.Version,
	}
	if w.opts.Preferences != nil {
		opts.Settings = w.openPreferencesAt
	}
	environment.Open(w.host(), w.desk, opts)
}
