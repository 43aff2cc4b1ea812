package setup

import (
	"crypto/x509"
	"errors"
	"fmt"
	"os"

	"ukey/app"
	"ukey/app/settings"
	"ukey/renew"
)

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

// CA reads the roots of the CA that the settings name. The system's roots are
// never used. The error is renew.ErrCANotConfigured, ErrNoRoot or a
// *RootsError.
func CA(s *settings.Settings) (app.CA, error) {
	switch {
	case s.CA.URL == "":
		return app.CA{}, renew.ErrCANotConfigured
	case s.CA.Root == "":
		return app.CA{}, ErrNoRoot
	}
	pem, err := os.ReadFile(s.CA.Root)
	if err != nil {
		return app.CA{}, &RootsError{s.CA.Root, err}
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return app.CA{}, &RootsError{s.CA.Root, errors.New("no certificate in PEM")}
	}
	return app.CA{URL: s.CA.URL, Roots: roots}, nil
}
