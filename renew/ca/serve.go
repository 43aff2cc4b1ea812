package ca

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"golang.org/x/net/netutil"
	"golang.org/x/sync/errgroup"
)

// The patience of the server with its clients. Making an RSA-4096 key may take
// some seconds before the answer begins.
const (
	writeTimeout = 90 * time.Second
	idleTimeout  = 2 * time.Minute
	// stopTimeout is how long exchanges under way may take to finish once
	// the server is told to stop.
	stopTimeout = 10 * time.Second

	maxHeaderBytes = 16 << 10
)

// Serve answers clients on the listener, with TLS, until ctx ends; it then
// lets exchanges under way finish and returns nil. The listener is closed in
// any case. One process at a time serves a folder: the error is ErrServed if
// another one does.
func (c *CA) Serve(ctx context.Context, listener net.Listener) (err error) {
	defer func() {
		if closeErr := listener.Close(); !errors.Is(closeErr, net.ErrClosed) {
			err = errors.Join(err, closeErr)
		}
	}()
	unlock, err := lockFor(c.dir, serveLock, ErrServed)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()

	certificate := &serverCertificate{ca: c}
	if _, err := certificate.get(nil); err != nil {
		return err
	}
	if c.toOutbox {
		c.log.WarnContext(ctx, "one-time codes are put into a folder and sent to nobody", "folder", filepath.Join(c.dir, outboxDir))
	}
	return c.watchAudit(ctx, func() error {
		return c.run(ctx, "est", c.server(c.Handler()), tls.NewListener(c.limited(listener), tlsConfig(certificate)))
	})
}

// ServeStatus answers what is revoked on the listener, without TLS, until ctx
// ends; see StatusHandler. The listener is closed in any case. Any number of
// processes may do so for one folder.
func (c *CA) ServeStatus(ctx context.Context, listener net.Listener) error {
	return c.run(ctx, "status", c.server(c.StatusHandler()), c.limited(listener))
}

// run serves until ctx ends, and then in peace; it closes the listener.
func (c *CA) run(ctx context.Context, what string, server *http.Server, listener net.Listener) error {
	group, ended := errgroup.WithContext(ctx)
	group.Go(func() error {
		err := server.Serve(listener)
		if errors.Is(err, http.ErrServerClosed) {
			return nil
		}
		return fmt.Errorf("serve: %w", err)
	})
	group.Go(func() error {
		<-ended.Done()
		return c.stop(server)
	})
	c.log.InfoContext(ctx, "serving", "what", what, "address", listener.Addr().String())
	err := group.Wait()
	c.log.InfoContext(ctx, "stopped", "what", what)
	return err
}

// limited lets only so many connections through at once.
func (c *CA) limited(listener net.Listener) net.Listener {
	if c.limits.Connections < 0 {
		return listener
	}
	return netutil.LimitListener(listener, c.limits.Connections)
}

func (c *CA) server(handler http.Handler) *http.Server {
	// EST knows HTTP/1.1, and a client certificate belongs to a connection.
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &http.Server{
		Handler:           handler,
		Protocols:         protocols,
		ReadHeaderTimeout: c.limits.HeaderTimeout,
		ReadTimeout:       c.limits.ReadTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(c.log.Handler(), slog.LevelDebug),
	}
}

// tlsConfig asks clients for a certificate, names no issuers and takes any
// certificate, also an expired or a foreign one; see authenticate.
func tlsConfig(certificate *serverCertificate) *tls.Config {
	return &tls.Config{
		MinVersion:     tls.VersionTLS12,
		NextProtos:     []string{"http/1.1"},
		ClientAuth:     tls.RequestClientCert,
		GetCertificate: certificate.get,
		// Some clients read an answer's head and then its body, and take
		// what one record brings for all of it: small first records, meant
		// to show pages sooner, would cut the body in two.
		DynamicRecordSizingDisabled: true,
	}
}

// stop ends a server: in peace, or by force when that takes too long.
func (c *CA) stop(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		c.log.Warn("exchanges cut off", "error", err)
		return server.Close()
	}
	return nil
}
