package ui

// openEnvironment is 环境检测.
func (w *Window) openEnvironment() { w.notYet("home.environment") }
