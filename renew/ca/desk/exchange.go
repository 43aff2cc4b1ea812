package desk

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"ukey/renew/ca/desk/operators"
)

// exchange is one request, the answer to it, and who asks.
type exchange struct {
	w http.ResponseWriter
	r *http.Request
	// words are in the person's language.
	words *words
	// operator is nil while nobody has signed in.
	operator *operators.Operator
	// id names the exchange in the log, and to a person whom it failed.
	id string
}

// handler answers an exchange. Its error becomes a page: what [problem] says,
// or else that the CA has failed.
type handler func(*exchange) error

// problem is an answer that is not what was asked for.
type problem struct {
	status int
	// text is the ID of the sentence, with its values.
	text string
	data []any
}

func (p *problem) Error() string { return fmt.Sprintf("%d: %s", p.status, p.text) }

func notFound(*exchange) error {
	return &problem{status: http.StatusNotFound, text: "desk.problem.not-found"}
}

// anybody makes an http.Handler of a page for which nobody needs to sign in.
func (d *desk) anybody(handle handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := &exchange{w: w, r: r, words: d.wordsFor(r), id: newID()}
		w.Header().Set("X-Request-Id", x.id)
		err := d.try(handle, x)
		if err != nil {
			d.sendProblem(x, err)
		}
		d.logExchange(x, err)
	})
}

// staff makes an http.Handler of a page for operators with a role or a higher
// one. Others are asked to sign in, or told that it is not for them.
func (d *desk) staff(role operators.Role, handle handler) http.Handler {
	return d.anybody(func(x *exchange) error {
		if x.operator == nil {
			return d.askToSignIn(x)
		}
		if role == operators.Admin && x.operator.Role != operators.Admin {
			return &problem{status: http.StatusForbidden, text: "desk.problem.admins-only"}
		}
		if x.r.Method == http.MethodPost {
			if err := d.checkFormToken(x); err != nil {
				return err
			}
		}
		return handle(x)
	})
}

// try finds out who asks and runs the handler. A panic becomes an error, with
// the stack for the log.
func (d *desk) try(handle handler, x *exchange) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	if x.operator, err = d.signedIn(x.r.Context()); err != nil {
		return err
	}
	return handle(x)
}

// sendProblem shows what went wrong. What is no problem of the person's is
// nobody's business but the log's.
func (d *desk) sendProblem(x *exchange, err error) {
	shown := &problem{status: http.StatusInternalServerError, text: "desk.problem.internal", data: []any{"ID", x.id}}
	_ = errors.As(err, &shown) // else it stays internal
	page := d.page(x, "problem", "desk.problem.title")
	page.Data = x.words.T(shown.text, shown.data...)
	if err := d.send(x, shown.status, page); err != nil {
		d.Log.ErrorContext(x.r.Context(), "problem not shown", "request", x.id, "error", err)
	}
}

func (d *desk) logExchange(x *exchange, err error) {
	level, outcome := slog.LevelInfo, "done"
	refused := new(problem)
	switch {
	case errors.As(err, &refused):
		level, outcome = slog.LevelWarn, "refused"
	case err != nil:
		level, outcome = slog.LevelError, "failed"
	}
	// The pattern and not the path, which may hold what somebody has typed.
	facts := []slog.Attr{slog.String("request", x.id), slog.String("op", x.r.Pattern), slog.String("outcome", outcome)}
	if x.operator != nil {
		facts = append(facts, slog.String("operator", x.operator.Name))
	}
	if err != nil {
		facts = append(facts, slog.Any("error", err))
	}
	d.Log.LogAttrs(x.r.Context(), level, "desk", facts...)
}

func newID() string {
	id := make([]byte, 8)
	rand.Read(id) // never fails
	return hex.EncodeToString(id)
}

// redirect answers a form with the page to look at next, so that reloading that
// sends nothing twice.
func (x *exchange) redirect(path string) error {
	http.Redirect(x.w, x.r, path, http.StatusSeeOther)
	return nil
}
