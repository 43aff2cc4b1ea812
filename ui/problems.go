package ui

import (
	"errors"

	"fyne.io/fyne/v2"

	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// openProblems lists the drivers that failed.
func (w *Window) openProblems() {
	if w.stage.Busy() || w.model.snapshot == nil {
		return
	}
	p := w.words
	d := w.stage.NewDialog(medium).About("driver")
	body := kit.Column(look.S3)
	for _, x := range viewProblems(p, w.model.snapshot) {
		body.Add(kit.Column(look.S2,
			problemNotice(w, x, d.Close),
			forSupport(p, x.detail)))
	}
	tell(d, p, p.T("ui.problems"), body)
}

// retryable tells whether a person can have a driver tried again.
func retryable(err error) bool {
	_, ok := errors.AsType[*token.SetAsideError](err)
	return ok
}

// problemNotice says what is wrong with a driver, and offers what can be done
// about it here. tried is called once that has begun.
func problemNotice(w *Window, x problemView, tried func()) *fyne.Container {
	var acts []*kit.Button
	if x.retry {
		acts = append(acts, kit.NewButton(w.words.T("ui.again"), kit.Secondary, func() {
			tried()
			w.retry(x.driver)
		}))
	}
	return kit.NewNotice(kit.Broken, x.sentence, x.next, acts...)
}
