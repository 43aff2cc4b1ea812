package ui

import (
	"errors"

	"fyne.io/fyne/v2"

	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/look"
)

// retryable tells whether a person can have a driver tried again.
func retryable(err error) bool {
	_, ok := errors.AsType[*token.SetAsideError](err)
	return ok
}

// problemNotice says what is wrong with a driver, and offers what can be done
// about it here. tried is called once that has begun.
func problemNotice(w *Window, x problemView, tried func()) *fyne.Container {
	notice := kit.Column(look.S2, kit.NewNotice(kit.Broken, x.sentence, x.next))
	if x.retry {
		notice.Add(kit.Row(look.S2, kit.NewButton(w.words.T("ui.again"), kit.Secondary, func() {
			tried()
			w.retry(x.driver)
		})))
	}
	return notice
}
