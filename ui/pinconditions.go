package ui

import (
	"fyne.io/fyne/v2"

	"ukey/app"
	"ukey/ui/kit"
	"ukey/ui/look"
	"ukey/ui/words"
)

// newPINRules is the list of what a new PIN has to be, which is ticked off while
// a person types.
type newPINRules struct{ length, characters, different, varied, equal *kit.Condition }

func newRules(p *words.Printer, k *app.Key, policy app.PINPolicy) newPINRules {
	varied := "ui.pin.rule.varied.advice"
	if policy.RefuseSimple {
		varied = "ui.pin.rule.varied"
	}
	return newPINRules{
		length:     kit.NewCondition(p.PINLength(k.PIN.Min, k.PIN.Max)),
		characters: kit.NewCondition(p.T("ui.pin.rule.characters")),
		different:  kit.NewCondition(p.T("ui.pin.rule.different")),
		varied:     kit.NewCondition(p.T(varied)),
		equal:      kit.NewCondition(p.T("ui.pin.rule.equal")),
	}
}

// box is the list in two columns. differs: there is an old PIN to differ from.
func (r newPINRules) box(differs bool) fyne.CanvasObject {
	left := kit.Column(look.S1, r.length.Box, r.characters.Box)
	right := kit.Column(look.S1, r.equal.Box, r.varied.Box)
	if differs {
		left.Add(r.different.Box)
	}
	return kit.Shares(0.5, look.S3, left, right)
}

// show ticks the conditions that are met.
func (r newPINRules) show(met app.PINRules, equal bool) {
	r.length.Meet(met.Length)
	r.characters.Meet(met.Characters)
	r.different.Meet(met.Different)
	r.varied.Meet(met.Varied)
	r.equal.Meet(equal)
}
