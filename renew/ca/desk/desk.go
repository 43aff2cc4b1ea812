package desk

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"ukey/renew/ca/casework"
	"ukey/renew/ca/desk/operators"
	"ukey/renew/ca/internal/store"
	"ukey/renew/cases"
)

// Root is where the desk's paths begin.
const Root = "/desk/"

// Casework is what the desk needs of [casework.Service].
type Casework interface {
	List(ctx context.Context, q casework.Query) (casework.Page, error)
	Get(ctx context.Context, id string) (*casework.File, error)
	Scan(ctx context.Context, id string, kind cases.Kind) (casework.Scan, error)
	Approve(ctx context.Context, by casework.Actor, id string, version int64, a casework.Approval) (*casework.File, error)
	NeedMore(ctx context.Context, by casework.Actor, id string, version int64, reasons cases.Reasons) (*casework.File, error)
	Reject(ctx context.Context, by casework.Actor, id string, version int64, reasons cases.Reasons) (*casework.File, error)
}

// AuditLog is what the desk needs of the audit log; see [store.Store].
type AuditLog interface {
	LatestRecords(ctx context.Context, before int64, limit int) ([]store.Record, error)
	AuditHead(ctx context.Context) (store.Head, error)
	VerifyAudit(ctx context.Context, visit func(store.Record) error, known ...store.Head) (store.Head, error)
}

// Config is what a desk works with.
type Config struct {
	Cases     Casework
	Operators *operators.Service
	Audit     AuditLog
	Sessions  scs.CtxStore
	// Pace says how long whoever sends a request has to wait before they may
	// try to sign in, 0 for not at all.
	Pace func(*http.Request) time.Duration
	// Clock tells the time, and Zone where the staff are: days begin there.
	Clock func() time.Time
	Zone  *time.Location
	Log   *slog.Logger
}

// desk answers requests.
type desk struct {
	Config
	sessions *scs.SessionManager
	pages    pages
}

// New makes the review desk.
func New(cfg Config) (http.Handler, error) {
	pages, err := loadPages(cfg.Zone)
	if err != nil {
		return nil, err
	}
	d := &desk{Config: cfg, pages: pages}
	d.sessions = d.newSessions()
	mux := http.NewServeMux()
	mux.Handle("GET /desk/static/{name}", static())
	mux.Handle("/", d.guarded(d.routes()))
	return withHeaders(mux), nil
}

// routes says which page is where, and who may come to it.
func (d *desk) routes() http.Handler {
	mux := http.NewServeMux()
	for pattern, handle := range map[string]handler{
		"GET /desk/sign-in":   d.showSignIn,
		"POST /desk/sign-in":  d.signIn,
		"POST /desk/language": d.chooseLanguage,
		"/desk/":              notFound,
	} {
		mux.Handle(pattern, d.anybody(handle))
	}
	for pattern, handle := range map[string]handler{
		"GET /desk/{$}":                             d.showQueue,
		"GET /desk/cases/{id}":                      d.showCase,
		"POST /desk/cases/{id}":                     d.editDecision,
		"POST /desk/cases/{id}/preview":             d.previewDecision,
		"POST /desk/cases/{id}/decide":              d.decide,
		"GET /desk/cases/{id}/scans/{kind}":         d.showScan,
		"GET /desk/cases/{id}/scans/{kind}/picture": d.sendScan,
		"GET /desk/password":                        d.showPassword,
		"POST /desk/password":                       d.changePassword,
		"POST /desk/sign-out":                       d.signOut,
	} {
		mux.Handle(pattern, d.staff(operators.Reviewer, handle))
	}
	for pattern, handle := range map[string]handler{
		"GET /desk/operators":           d.showOperators,
		"POST /desk/operators":          d.addOperator,
		"POST /desk/operators/password": d.resetPassword,
		"POST /desk/operators/role":     d.changeRole,
		"POST /desk/operators/disable":  d.disableOperator,
		"POST /desk/operators/enable":   d.enableOperator,
		"GET /desk/audit":               d.showAudit,
	} {
		mux.Handle(pattern, d.staff(operators.Admin, handle))
	}
	return mux
}
