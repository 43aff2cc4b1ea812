package ui

// openPreferences is 设置.
func (w *Window) openPreferences() { w.openSettings(w.toolbar.settings) }
