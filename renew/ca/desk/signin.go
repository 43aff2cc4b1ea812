package desk

import (
	"errors"
	"math"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"ukey/renew/ca/desk/operators"
)

// signInForm is what the sign-in page shows.
type signInForm struct {
	Name  string
	Next  string // where to go afterwards
	Error string
}

// askToSignIn leads somebody who has to sign in first there, and afterwards
// back. What a form held is not carried along.
func (d *desk) askToSignIn(x *exchange) error {
	next := x.r.URL.RequestURI()
	if x.r.Method != http.MethodGet {
		next = Root
	}
	return x.redirect(Root + "sign-in?" + url.Values{"next": {next}}.Encode())
}

func (d *desk) showSignIn(x *exchange) error {
	next := ownPath(x.r.URL.Query().Get("next"))
	if x.operator != nil {
		return x.redirect(next)
	}
	return d.sendSignIn(x, http.StatusOK, signInForm{Next: next})
}

func (d *desk) sendSignIn(x *exchange, status int, form signInForm) error {
	page := d.page(x, "signin", "desk.sign-in.title")
	page.Data = form
	return d.send(x, status, page)
}

func (d *desk) signIn(x *exchange) error {
	if err := x.r.ParseForm(); err != nil {
		return &problem{status: http.StatusBadRequest, text: "desk.problem.form"}
	}
	ctx := x.r.Context()
	form := signInForm{Name: x.r.PostForm.Get("name"), Next: ownPath(x.r.PostForm.Get("next"))}
	if wait := d.Pace(x.r); wait > 0 {
		form.Error = x.words.T("desk.sign-in.busy")
		return d.sendPaused(x, wait, form)
	}
	o, err := d.Operators.SignIn(ctx, form.Name, x.r.PostForm.Get("password"))
	paused := new(operators.PauseError)
	switch {
	case errors.As(err, &paused):
		wait := paused.Until.Sub(d.Clock())
		form.Error = x.words.T("desk.sign-in.paused", "Time", x.words.clock(paused.Until), "Minutes", int(math.Ceil(wait.Minutes())))
		return d.sendPaused(x, wait, form)
	case errors.Is(err, operators.ErrWrong):
		form.Error = x.words.T("desk.sign-in.wrong")
		return d.sendSignIn(x, http.StatusUnauthorized, form)
	case err != nil:
		return err
	}
	if err := d.begin(ctx, o); err != nil {
		return err
	}
	return x.redirect(form.Next)
}

func (d *desk) sendPaused(x *exchange, wait time.Duration, form signInForm) error {
	x.w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	return d.sendSignIn(x, http.StatusTooManyRequests, form)
}

func (d *desk) signOut(x *exchange) error {
	ctx := x.r.Context()
	if err := d.Operators.SignOut(ctx, *x.operator); err != nil {
		return err
	}
	if err := d.sessions.Destroy(ctx); err != nil {
		return err
	}
	return x.redirect(Root + "sign-in")
}

// ownPath returns a path of the desk as it is, and Root for anything else, so
// that nobody is led away by a link.
func ownPath(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || strings.Contains(next, `\`) ||
		!strings.HasPrefix(path.Clean(u.Path)+"/", Root) {
		return Root
	}
	return (&url.URL{Path: u.Path, RawQuery: u.RawQuery}).String()
}
