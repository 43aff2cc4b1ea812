package ca

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"ukey/renew/ca/casework"
	"ukey/renew/ca/internal/store"
	"ukey/renew/cases"
)

// The largest bodies, in bytes, that are read below /v1. A statement carries a
// form of five fields and a certificate.
const (
	maxStatement = 64 << 10
	maxJSON      = 4 << 10
)

// uploadTimeout is how long a scan may take on a slow line. It needs a real
// clock, which the connection goes by.
const uploadTimeout = 2 * time.Minute

// reviewRetry is when a client that waits for staff may ask again.
const reviewRetry = 10 * time.Minute

// routeCases adds what package ukey/renew/cases describes.
func (c *CA) routeCases(mux *http.ServeMux) {
	for _, route := range []struct {
		method, path, op string
		handle           func(*exchange) error
	}{
		{http.MethodPost, "/v1/nonce", "nonce", c.serveNonce},
		{http.MethodPost, "/v1/cases", "case-open", c.serveOpen},
		{http.MethodGet, "/v1/cases/{id}", "case", c.serveProgress},
		{http.MethodPut, "/v1/cases/{id}/documents/{kind}", "case-document", c.serveDocument},
		{http.MethodPost, "/v1/cases/{id}/submit", "case-submit", c.serveSubmit},
		{http.MethodPost, "/v1/cases/{id}/otp", "case-code", c.serveSendCode},
		{http.MethodPost, "/v1/cases/{id}/otp/verify", "case-verify", c.serveVerifyCode},
		{http.MethodPost, "/v1/cases/{id}/confirm", "case-confirm", c.serveConfirm},
		{http.MethodGet, "/v1/renewal-info/{sha256}", "renewal-info", c.serveRenewalInfo},
	} {
		mux.Handle(route.path, c.serve(route.op, only(route.method, func(x *exchange) error {
			if err := c.admitCase(x); err != nil {
				return err
			}
			return caseRefusal(route.handle(x))
		})))
	}
}

// admitCase lets a request through that changes nothing, or comes outside
// maintenance and not too often for its case.
func (c *CA) admitCase(x *exchange) error {
	id := x.r.PathValue("id")
	if id != "" {
		x.noteCase(id)
		if wait := c.certificates.wait("case "+id, c.now()); wait > 0 {
			return refuse(CodeTooMany, "too many requests about one case").after(wait)
		}
	}
	if x.r.Method == http.MethodGet || x.r.Method == http.MethodHead {
		return nil
	}
	return c.checkOpen()
}

// noteCase logs which case it is about, and nothing that only stands where a
// case should.
func (x *exchange) noteCase(id string) {
	if casework.IsID(id) {
		x.note("case", id)
	}
}

// audience is the host that a statement must be made to: the one that the
// request was sent to, if it is one of ours. Otherwise a statement that was
// made to somebody else, who asked us for the nonce, could be passed on to us.
func (c *CA) audience(x *exchange) string {
	host := x.r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	if !slices.Contains(c.hosts, host) {
		return ""
	}
	return x.r.Host
}

func (c *CA) serveNonce(x *exchange) error { return x.answerJSON(c.cases.Nonce()) }

func (c *CA) serveOpen(x *exchange) error {
	statement, err := x.readBody(maxStatement, cases.MediaStatement)
	if err != nil {
		return err
	}
	opened, err := c.cases.Open(x.r.Context(), statement, c.audience(x))
	if err != nil {
		return err
	}
	x.noteCase(opened.Case.ID)
	return x.answerJSON(opened)
}

func (c *CA) serveProgress(x *exchange) error {
	seen, err := c.cases.Progress(x.r.Context(), x.r.PathValue("id"), x.bearer())
	if err != nil {
		return err
	}
	return x.answerCase(seen)
}

func (c *CA) serveDocument(x *exchange) error {
	kind := cases.Kind(x.r.PathValue("kind"))
	if !slices.Contains(cases.Kinds(), kind) {
		return refuse(CodeNotFound, "no such kind of scan")
	}
	var types []string
	for _, format := range cases.Formats() {
		types = append(types, format.MediaType())
	}
	if err := c.cases.Prepares(x.r.Context(), x.r.PathValue("id"), x.bearer()); err != nil {
		x.hangUp()
		return err
	}
	later := time.Now().Add(uploadTimeout)
	if err := http.NewResponseController(x.w).SetReadDeadline(later); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return fmt.Errorf("allow time for a scan: %w", err)
	}
	data, err := x.readBody(cases.MaxScan, types...)
	if err != nil {
		return err
	}
	seen, err := c.cases.PutDocument(x.r.Context(), x.r.PathValue("id"), x.bearer(), kind, data)
	if err != nil {
		return err
	}
	return x.answerCase(seen)
}

func (c *CA) serveSubmit(x *exchange) error {
	statement, err := x.readBody(maxStatement, cases.MediaStatement)
	if err != nil {
		return err
	}
	seen, err := c.cases.Submit(x.r.Context(), x.r.PathValue("id"), x.bearer(), statement, c.audience(x))
	if err != nil {
		return err
	}
	return x.answerCase(seen)
}

func (c *CA) serveSendCode(x *exchange) error {
	var asked cases.CodeRequest
	if err := x.readJSON(&asked); err != nil {
		return err
	}
	key, err := readHash("publicKey", asked.PublicKey)
	if err != nil {
		return err
	}
	sent, err := c.cases.SendCode(x.r.Context(), x.r.PathValue("id"), x.bearer(), store.KeyHash(key))
	if err != nil {
		return err
	}
	return x.answerJSON(sent)
}

func (c *CA) serveVerifyCode(x *exchange) error {
	var answered cases.CodeAnswer
	if err := x.readJSON(&answered); err != nil {
		return err
	}
	key, err := readHash("publicKey", answered.PublicKey)
	if err != nil {
		return err
	}
	secret, err := c.cases.VerifyCode(x.r.Context(), x.r.PathValue("id"), x.bearer(), store.KeyHash(key), answered.Code)
	if err != nil {
		return err
	}
	return x.answerJSON(secret)
}

func (c *CA) serveConfirm(x *exchange) error {
	var confirmed cases.Confirmation
	if err := x.readJSON(&confirmed); err != nil {
		return err
	}
	seen, err := c.cases.Confirm(x.r.Context(), x.r.PathValue("id"), x.bearer(), confirmed.Certificate)
	if err != nil {
		return err
	}
	return x.answerCase(seen)
}
