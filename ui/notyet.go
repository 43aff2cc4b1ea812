package ui

import (
	"ukey/ui/kit"
)

// notYet says that a part of the program is not there, by the ID of its name.
func (w *Window) notYet(name string) {
	if w.stage.Busy() {
		return
	}
	p := w.words
	tell(w.stage.NewDialog(narrow), p, p.T(name),
		kit.NewNotice(kit.Info, p.T("home.not-yet", "Name", p.T(name)), p.T("home.not-yet.next")))
}
