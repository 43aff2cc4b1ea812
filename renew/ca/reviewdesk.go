package ca

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"time"

	"ukey/renew/ca/desk"
	"ukey/renew/ca/desk/operators"
	"ukey/renew/ca/internal/store"
)

// DeskPath is where the review desk begins, below the CA's URL.
const DeskPath = desk.Root

// Operators is those who may work at the review desk.
func (c *CA) Operators() *operators.Service { return c.operators }

// signInsPerSecond is how often an address may try to sign in at the desk in
// the long run: each try costs memory and time, and names can be made up.
const signInsPerSecond = 0.5

// openDesk makes the review desk.
func (c *CA) openDesk() (err error) {
	signIns := newPaces(signInsPerSecond)
	c.operators = operators.New(c.store, c.now, operators.Cost())
	c.desk, err = desk.New(desk.Config{
		Cases: c.cases, Operators: c.operators, Audit: deskAudit{c}, Sessions: c.store.Sessions(),
		Pace:  func(r *http.Request) time.Duration { return c.waitOf(signIns, r) },
		Clock: c.now, Log: c.log,
		// China has one time zone and no summer time; the zone's data may be
		// missing on Windows.
		Zone: time.FixedZone("CST", 8*60*60),
	})
	return err
}

// deskAudit is the audit log for the desk: verified against the head that the
// folder keeps.
type deskAudit struct{ *CA }

func (a deskAudit) LatestRecords(ctx context.Context, before int64, limit int) ([]AuditRecord, error) {
	return a.store.LatestRecords(ctx, before, limit)
}

func (a deskAudit) AuditHead(ctx context.Context) (store.Head, error) { return a.store.AuditHead(ctx) }

// ServeDesk serves the review desk alone on the listener, with TLS, until ctx
// ends; see Config.DeskApart. It asks for no client certificate, and so no
// browser asks a person for one. The listener is closed in any case.
func (c *CA) ServeDesk(ctx context.Context, listener net.Listener) error {
	config := tlsConfig(&serverCertificate{ca: c})
	config.ClientAuth = tls.NoClientCert
	mux := http.NewServeMux()
	mux.Handle(DeskPath, c.desk)
	mux.Handle("/", http.RedirectHandler(DeskPath, http.StatusSeeOther))
	return c.run(ctx, "desk", c.server(mux), tls.NewListener(listener, config))
}
