package desk

import (
	"errors"
	"net/http"

	"ukey/renew/ca/desk/operators"
)

// passwordForm is what the page for one's own password shows.
type passwordForm struct {
	Error string
	Least int // characters
}

func (d *desk) showPassword(x *exchange) error { return d.sendPassword(x, http.StatusOK, "") }

func (d *desk) sendPassword(x *exchange, status int, refused string) error {
	page := d.page(x, "password", "desk.password.title")
	page.Data = passwordForm{Error: refused, Least: operators.MinPassword}
	return d.send(x, status, page)
}

// changePassword takes the old password as well, so that a desk left open for
// a minute is not taken over for good. It begins a new session, and ends all
// others of the operator.
func (d *desk) changePassword(x *exchange) error {
	ctx, form := x.r.Context(), x.r.PostForm
	if form.Get("new") != form.Get("again") {
		return d.sendPassword(x, http.StatusUnprocessableEntity, x.words.T("desk.password.mismatch"))
	}
	changed, err := d.Operators.ChangePassword(ctx, *x.operator, form.Get("old"), form.Get("new"))
	paused := new(operators.PauseError)
	switch {
	case errors.As(err, &paused):
		return d.sendPassword(x, http.StatusTooManyRequests, x.words.T("desk.password.paused", "Time", x.words.clock(paused.Until)))
	case errors.Is(err, operators.ErrWrong):
		return d.sendPassword(x, http.StatusUnprocessableEntity, x.words.T("desk.password.wrong"))
	}
	if refused := operatorFault(x.words, err); refused != "" {
		return d.sendPassword(x, http.StatusUnprocessableEntity, refused)
	}
	if err != nil {
		return err
	}
	if err := d.begin(ctx, changed); err != nil {
		return err
	}
	d.notice(x, "desk.password.changed")
	return x.redirect(Root)
}

// operatorFault is the sentence for an error of package operators that the
// person can do something about; else "".
func operatorFault(w *words, err error) string {
	var name *operators.NameError
	var password *operators.PasswordError
	switch {
	case errors.As(err, &name):
		return w.T("desk.operator.fault.name", "Most", operators.MaxName)
	case errors.As(err, &password):
		return w.T("desk.operator.fault.password."+string(password.Flaw), "Least", operators.MinPassword, "Most", operators.MaxPassword)
	case errors.Is(err, operators.ErrExists):
		return w.T("desk.operator.fault.exists")
	case errors.Is(err, operators.ErrUnknown):
		return w.T("desk.operator.fault.unknown")
	case errors.Is(err, operators.ErrSelf):
		return w.T("desk.operator.fault.self")
	}
	return ""
}
