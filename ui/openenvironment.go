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
	environment.Open(w.host(), w.desk, environment.Options{
		Scale:    int(math.Round(float64(w.win.Canvas().Scale()) * 100)),
		Version:  w.opts.Version,
		Settings: func(string) { w.openPreferences() },
	})
}
