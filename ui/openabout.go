package ui

import "ukey/ui/about"

// openAbout is 关于我们.
func (w *Window) openAbout() {
	if w.stage.Busy() {
		return
	}
	about.Open(w.host(), about.Options{Version: w.opts.Version, Snapshot: w.model.snapshot, Contacts: w.opts.Contacts})
}
