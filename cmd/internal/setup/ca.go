package setup

import (
	"crypto/x509"
	"encoding/pem"
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
	certificates, err := Roots(s.CA.Root)
	if err != nil {
		return app.CA{}, err
	}
	roots := x509.NewCertPool()
	for _, c := range certificates {
		roots.AddCert(c)
	}
	return app.CA{URL: s.CA.URL, Roots: roots, Language: string(s.Language), Proxy: proxy.Of(s.Proxy)}, nil
}

// Roots are the certificates in a PEM file, at least one. The error is
// a *app.RootsError.
func Roots(path string) ([]*x509.Certificate, error) {
	rest, err := os.ReadFile(path)
	if err != nil {
		return nil, &app.RootsError{Path: path, Err: err}
	}
	var roots []*x509.Certificate
	for {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		// What cannot be read is passed over, as x509.CertPool does.
		if c, err := x509.ParseCertificate(block.Bytes); err == nil && block.Type == "CERTIFICATE" {
			roots = append(roots, c)
		}
	}
	if len(roots) == 0 {
		return nil, &app.RootsError{Path: path, Err: errors.New("no certificate in PEM")}
	}
	return roots, nil
}
