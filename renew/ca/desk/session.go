package desk

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"ukey/renew/ca/desk/operators"
)

// How long a session lasts.
const (
	// idleEnd is how long it lasts without a page being asked for.
	idleEnd = 30 * time.Minute
	// latestEnd is how long it lasts at most: a day at work.
	latestEnd = 10 * time.Hour
)

// What a session holds.
const (
	sessionOperator  = "operator"   // string, the name
	sessionVersion   = "version"    // int64, the operator's when they signed in
	sessionFormToken = "form-token" // string
	sessionNotice    = "notice"     // string, the text to show on the next page
)

// newSessions makes the session manager. It does without scs.New, which starts
// a goroutine for a store in memory and leaves it behind.
func (d *desk) newSessions() *scs.SessionManager {
	return &scs.SessionManager{
		Store:            d.Sessions,
		HashTokenInStore: true,
		IdleTimeout:      idleEnd,
		Lifetime:         latestEnd,
		Codec:            scs.GobCodec{},
		Cookie: scs.SessionCookie{
			// The prefix makes browsers insist on Secure, on this very host
			// and on all paths: no other site can plant it (RFC 6265bis,
			// 4.1.3.2). It goes when the browser is closed.
			Name: "__Host-desk", Path: "/",
			Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode,
		},
		ErrorFunc: func(w http.ResponseWriter, r *http.Request, err error) {
			id := newID()
			d.Log.ErrorContext(r.Context(), "session", "request", id, "error", err)
			http.Error(w, "The CA has failed. The reason is in its log under "+id+".", http.StatusInternalServerError)
		},
	}
}

// signedIn returns the operator whose session the request belongs to, or nil.
// A session of an operator who has been changed since is over.
func (d *desk) signedIn(ctx context.Context) (*operators.Operator, error) {
	name := d.sessions.GetString(ctx, sessionOperator)
	if name == "" {
		return nil, nil
	}
	o, err := d.Operators.Get(ctx, name)
	if err != nil && !errors.Is(err, operators.ErrUnknown) {
		return nil, err
	}
	if err != nil || !o.Active() || o.Version != d.sessions.GetInt64(ctx, sessionVersion) {
		return nil, d.sessions.Destroy(ctx)
	}
	return &o, nil
}

// begin makes a session for an operator. Whatever the browser brought along is
// ended, and the session has a token that nobody can have known before.
func (d *desk) begin(ctx context.Context, o operators.Operator) error {
	if err := d.sessions.Clear(ctx); err != nil {
		return err
	}
	if err := d.sessions.RenewToken(ctx); err != nil {
		return err
	}
	d.sessions.Put(ctx, sessionOperator, o.Name)
	d.sessions.Put(ctx, sessionVersion, o.Version)
	d.sessions.Put(ctx, sessionFormToken, rand.Text())
	return nil
}

// notice shows a text on the next page.
func (d *desk) notice(x *exchange, id string, data ...any) {
	d.sessions.Put(x.r.Context(), sessionNotice, x.words.T(id, data...))
}
