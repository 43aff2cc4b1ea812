package ui

import (
	"ukey/ui/kit"
	"ukey/ui/words"
)

// newReveal is a box that shows what is typed into fields for PINs as long as it
// is ticked. It stands after them, so that Tab goes from field to field.
func newReveal(p *words.Printer, fields ...*kit.Field) *kit.Check {
	return kit.NewCheck(p.T("ui.pin.reveal"), func(on bool) {
		for _, f := range fields {
			f.Entry.Reveal(on)
		}
	})
}
