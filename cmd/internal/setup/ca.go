package setup

import (
	"crypto/x509"
	"errors"
	"os"

	"ukey/app"
	"ukey/app/proxy"
	"ukey/app/settings"
	"ukey/renew"
)

// CA reads the roots of the CA that the settings name. The system's roots are
// never used. The error is renew.ErrCANotConfigured, app.ErrNoRoot or
// a *app.RootsError.
func CA(s *settings.Settings) (app.CA, error) {
	switch {
	case s.CA.URL == "":
		return app.CA{}, renew.ErrCANotConfigured
	case s.CA.Root == "":
		return app.CA{}, app.ErrNoRoot
	}
	pem, err := os.ReadFile(s.CA.Root)
	if err != nil {
		return app.CA{}, &app.RootsError{Path: s.CA.Root, Err: err}
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return app.CA{}, &app.RootsError{Path: s.CA.Root, Err: errors.New("no certificate in PEM")}
	}
	return app.CA{URL: s.CA.URL, Roots: roots, Language: string(s.Language), Proxy: proxy.Of(s.Proxy)}, nil
}
