package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"ukey/ui/kit"
	"ukey/ui/words"
)

// declaration is what a person ticks before something is done, with a line
// under it for what is wrong.
type declaration struct {
	box     *fyne.Container
	check   *kit.Check
	fault   *kit.Text
	resized func()
}

// newDeclaration has the text of id. changed is told of each tick; it may be
// nil.
func newDeclaration(p *words.Printer, id string, changed func(bool), resized func()) *declaration {
	d := &declaration{fault: kit.Caption("").In(theme.ColorNameError).Wrapped(), resized: resized}
	d.check = kit.NewCheck(p.T(id), func(checked bool) {
		d.fail("")
		if changed != nil {
			changed(checked)
		}
	})
	d.fault.Hide()
	d.box = kit.Column(0, d.check, d.fault)
	return d
}

// fail shows a sentence under the tick. An empty one takes it away.
func (d *declaration) fail(sentence string) {
	d.fault.Set(sentence, theme.ColorNameError)
	show(d.fault, sentence != "")
	d.resized()
}
