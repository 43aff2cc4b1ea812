package ui

import "ukey/ui/screen"

// host is what a screen that stands on its own is handed of the window.
func (w *Window) host() screen.Host {
	return screen.Host{
		Stage: w.stage, Words: w.words, Work: w.work, Clock: w.opts.Clock,
		Copy: w.copy, Save: w.saveFile, Browse: w.browse, Help: w.openHelp,
	}
}
