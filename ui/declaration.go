package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"ukey/ui/kit"
	"ukey/ui/words"
)

// declaration is what a person ticks before a PIN is changed, with a line under
// it for what is wrong.
type declaration struct {
	box     *fyne.Container
	check   *kit.Check
	fault   *kit.Text
	resized func()
}

func newDeclaration(p *words.Printer, resized func()) *declaration {
	d := &declaration{fault: kit.Caption("").In(theme.ColorNameError).Wrapped(), resized: resized}
	d.check = kit.NewCheck(p.T("ui.pin.declare"), func(bool) { d.fail("") })
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
