package ca

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"ukey/renew/ca/casework"
	"ukey/renew/ca/desk/operators"
	"ukey/renew/ca/internal/store"
	"ukey/renew/ca/sms"
)

// Errors to tell apart.
var (
	// ErrNoCA: the folder holds no CA, and Config.Existing forbids making one.
	ErrNoCA = errors.New("no CA in this folder")
	// ErrUnknownCertificate: the CA did not issue this certificate.
	ErrUnknownCertificate = errors.New("not issued by this CA")
)

// Config says where a CA lives and how it sees the world.
type Config struct {
	// Dir is the folder that holds everything the CA needs. It is made,
	// for its owner only, if it is not there.
	Dir string
	// Existing makes Open return ErrNoCA rather than make a new CA.
	Existing bool
	// Database is the URL of a PostgreSQL database without a password, such
	// as postgres://ukeyca@db.example/ukeyca; what it leaves out is taken
	// from where libpq takes it. A folder remembers its CA's database. Empty
	// means that one or, in a new folder, an SQLite file in it.
	Database string
	// PublicURL is where StatusHandler is reached, such as
	// http://ca.example; certificates then say where to find the CRL and
	// OCSP. The folder remembers it. Empty means the one remembered, if any.
	PublicURL string
	// Hosts are the names and addresses that people reach the CA under,
	// besides localhost, 127.0.0.1 and ::1.
	Hosts []string
	// Limits bound what clients may cost the CA.
	Limits Limits
	// Recovery is the certificate that encryption keys are sealed for in
	// escrow; its private key must not be where the CA is. The folder
	// remembers it. Nil means the one remembered; without one the CA keeps
	// no keys.
	Recovery *x509.Certificate
	// RequireCreditCode refuses to renew certificates that do not hold the
	// organisation's unified social credit code.
	RequireCreditCode bool
	// Contact is whom people may turn to, for refusals: a telephone number,
	// an address. Empty names nobody in particular.
	Contact string
	// Renewal is when certificates had best be renewed; zero is from 90 to 30
	// days before their end.
	Renewal RenewalWindow
	// Messages hands over one-time codes; nil puts them into the folder
	// outbox in Dir, for demonstrations.
	Messages sms.Sender
	// DeskApart keeps the review desk off Handler, for ServeDesk alone.
	DeskApart bool
	// Operator is who works on the CA with this program, for the audit log.
	Operator string
	// Clock tells the time; nil means the system's clock.
	Clock func() time.Time
	// Log takes what the CA does, never a key or a secret; nil means nowhere.
	Log *slog.Logger
}

// CA is an open certification authority. Its methods may be called from any
// goroutine.
type CA struct {
	dir       string
	hosts     []string
	now       func() time.Time
	log       *slog.Logger
	authority *authority
	store     *store.Store
	status    statusURL
	cases     *casework.Service
	toOutbox  bool // codes go to a folder
	operators *operators.Service
	desk      http.Handler
	deskApart bool
	renewal   RenewalWindow
	operator  string
	recovery  *x509.Certificate // nil if there is no escrow
	texts     *phrasebook

	requireCreditCode bool
	limits            Limits
	addresses         *paces
	certificates      *paces
	keys              *keyQueue
}

// Open opens the CA in a folder. The first start makes the root and the
// issuing CA, the store and root.pem. A start that was cut short leaves a
// folder that the next Open completes, and processes that open the same folder
// at the same time end up with the same CA. The caller closes it.
func Open(ctx context.Context, cfg Config) (*CA, error) {
	hosts, err := hostNames(cfg.Hosts)
	if err != nil {
		return nil, err
	}
	if cfg.Existing && !hasAuthority(cfg.Dir) {
		return nil, fmt.Errorf("%s: %w", cfg.Dir, ErrNoCA)
	}
	renewal := cfg.Renewal.withDefaults()
	if err := renewal.check(); err != nil {
		return nil, err
	}
	phrases, err := openPhrasebook(cfg.Contact)
	if err != nil {
		return nil, err
	}
	limits := cfg.Limits.withDefaults()
	c := &CA{
		dir:               cfg.Dir,
		hosts:             hosts,
		renewal:           renewal,
		deskApart:         cfg.DeskApart,
		operator:          cfg.Operator,
		now:               cfg.Clock,
		log:               cfg.Log,
		texts:             phrases,
		requireCreditCode: cfg.RequireCreditCode,
		limits:            limits,
		addresses:         newPaces(limits.PerAddress),
		certificates:      newPaces(limits.PerCertificate),
		keys:              newKeyQueue(runtime.GOMAXPROCS(0), limits.KeyQueue),
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	if err := c.setUp(ctx, cfg); err != nil {
		if c.store != nil {
			err = errors.Join(err, c.store.Close())
		}
		return nil, err
	}
	return c, nil
}

// setUp loads what lies in the folder and makes what is missing.
func (c *CA) setUp(ctx context.Context, cfg Config) (err error) {
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return fmt.Errorf("make the CA's folder: %w", err)
	}
	unlock, err := lockSetup(ctx, c.dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()

	if c.status, err = openStatusURL(c.dir, cfg.PublicURL); err != nil {
		return err
	}
	if c.authority, err = openAuthority(c.dir, c.now(), c.status); err != nil {
		return err
	}
	if c.recovery, err = openRecovery(c.dir, cfg.Recovery); err != nil {
		return err
	}
	if err := c.refreshRootCRL(); err != nil {
		return err
	}
	if err := publish(filepath.Join(c.dir, "root.pem"), c.RootPEM()); err != nil {
		return err
	}
	if c.store, err = openStore(ctx, c.dir, cfg.Database, c.authority.issuing); err != nil {
		return err
	}
	if err := c.openCases(cfg.Messages); err != nil {
		return err
	}
	return c.openDesk()
}

// Close lets go of the store. Stop Serve first.
func (c *CA) Close() error { return c.store.Close() }

// RootPEM is the root certificate, the one thing that clients must be given.
// The same bytes lie in root.pem in the CA's folder.
func (c *CA) RootPEM() []byte { return certificatePEM(c.authority.root.Raw) }

// Roots is a pool with the root certificate alone.
func (c *CA) Roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(c.authority.root)
	return pool
}

// Chain is the certificates above one that the CA issues: the issuing CA,
// then the root.
func (c *CA) Chain() []*x509.Certificate {
	return []*x509.Certificate{c.authority.issuing, c.authority.root}
}
