package app

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"

	"ukey/renew/est"
)

// CA is the service that renews.
type CA struct {
	// URL is the EST server, such as https://ca.example:8443. Empty means
	// that none is set up.
	URL string
	// Roots are the only roots that are trusted for it.
	Roots *x509.CertPool
	// Language is the one that it is asked to explain refusals in, as a BCP 47
	// tag; empty leaves it to the CA.
	Language string
	// Proxy finds the proxy on the way to it; nil means none.
	Proxy est.Proxy
}

// config is how every client for the CA begins.
func (a *App) config() est.Config {
	return est.Config{URL: a.CA.URL, Roots: a.CA.Roots, Language: a.CA.Language, Proxy: a.CA.Proxy, Clock: a.Clock}
}

// Reach asks the CA for its certificates, to tell whether it is there and the
// right one, which takes ten seconds at most. The error says how far the way to
// it goes: renew.ErrCANotConfigured if none is set up, else one of package est.
func (a *App) Reach(ctx context.Context) error { return a.askCA(ctx).err }

// ErrNoRoot: it is set which CA renews, but not which root it has.
var ErrNoRoot = errors.New("no root certificate configured for the CA")

// RootsError: the file with the CA's roots cannot be used.
type RootsError struct {
	Path string
	Err  error
}

func (e *RootsError) Error() string { return fmt.Sprintf("CA root %s: %v", e.Path, e.Err) }

// Unwrap returns the cause.
func (e *RootsError) Unwrap() error { return e.Err }
