package ca

import (
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"runtime/debug"
	"strconv"

	"ukey/renew/est"
)

// problemType is the beginning of the URIs that name kinds of problems.
const problemType = "urn:ukey:problem:"

// exchange is one request and the answer to it. What a handler finds out
// about them goes into the one line that is logged at the end.
type exchange struct {
	w     http.ResponseWriter
	r     *http.Request
	label string
	facts []slog.Attr
}

// note adds to the exchange's line in the log. Nothing secret may go there.
func (x *exchange) note(key string, value any) { x.facts = append(x.facts, slog.Any(key, value)) }

// answer sends a body of that type, as it is. Its length goes ahead of it,
// because some clients do not read chunks.
func (x *exchange) answer(contentType string, body []byte) error {
	x.w.Header().Set("Content-Type", contentType)
	x.w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if _, err := x.w.Write(body); err != nil {
		return fmt.Errorf("%w: %w", errNotSent, err)
	}
	return nil
}

// errNotSent: the client has gone; no answer can reach it any more.
var errNotSent = errors.New("answer not sent")

// serve makes an http.Handler of a handler that may fail: it gives every
// exchange an ID, turns an error into a problem document and writes the log.
func (c *CA) serve(op string, handle func(*exchange) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := newRequestID()
		w.Header().Set("X-Request-Id", id)
		w.Header().Set("Cache-Control", "no-store")
		// The date is the CA's own, by which a client measures how far its
		// clock is off.
		w.Header().Set("Date", c.now().UTC().Format(http.TimeFormat))

		x := &exchange{w: w, r: r, label: r.PathValue("label")}
		x.note("request", id)
		x.note("op", op)
		if r.TLS != nil {
			x.note("tls", tls.VersionName(r.TLS.Version)) // who would suffer if 1.2 were turned off
		}
		err := c.checkAddress(r)
		if err == nil {
			err = guarded(handle, x)
		}
		if err != nil && !errors.Is(err, errNotSent) {
			c.sendProblem(x, err)
		}
		c.logExchange(x, err)
	})
}

// guarded turns a panic into an error, with the stack for the log.
func guarded(handle func(*exchange) error, x *exchange) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	return handle(x)
}

// sendProblem answers with a problem document. What is not a refusal is
// nobody's business but the log's.
func (c *CA) sendProblem(x *exchange, err error) {
	refusal := &Refusal{Code: CodeInternal, Detail: "the reason is in the CA's log, under the request's ID"}
	_ = errors.As(err, &refusal) // else it stays internal
	kind := refusal.Code.kind()
	if kind.status == http.StatusUnauthorized {
		x.w.Header().Set("WWW-Authenticate", refusal.Code.challenge())
	}
	if refusal.RetryAfter > 0 {
		x.w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(refusal.RetryAfter.Seconds()))))
	}
	texts := c.texts.in(x.r.Header.Get("Accept-Language"))
	x.w.Header().Set("Content-Language", texts.tag.String())
	told := texts.problems[refusal.Code]
	est.WriteProblem(x.w, est.Problem{
		Type:    problemType + kind.slug,
		Title:   told.Title,
		Status:  kind.status,
		Detail:  refusal.Detail,
		Code:    int(refusal.Code),
		Cause:   told.Cause,
		Next:    told.Next,
		Contact: texts.contact,

		TriesLeft: refusal.triesLeft,
	})
}

func (c *CA) logExchange(x *exchange, err error) {
	level, outcome := slog.LevelInfo, "done"
	refusal := new(Refusal)
	switch {
	case errors.As(err, &refusal):
		level, outcome = slog.LevelWarn, "refused"
		x.note("code", int(refusal.Code))
		x.note("reason", refusal.Detail)
	case errors.Is(err, errNotSent):
		level, outcome = slog.LevelWarn, "not sent"
		x.note("error", err)
	case err != nil:
		level, outcome = slog.LevelError, "failed"
		x.note("error", err)
	}
	x.note("outcome", outcome)
	c.log.LogAttrs(x.r.Context(), level, "exchange", x.facts...)
}

func newRequestID() string {
	id := make([]byte, 8)
	rand.Read(id) // never fails
	return hex.EncodeToString(id)
}
