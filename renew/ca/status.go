package ca

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Where the CA says what is revoked.
const (
	pathIssuingCRL = "/crl/issuing.crl"
	pathRootCRL    = "/crl/root.crl"
	pathOCSP       = "/ocsp"
)

const mediaCRL = "application/pkix-crl" // RFC 5280, 4.2.1.13

// StatusHandler answers what is revoked, with CRLs and by OCSP, and nothing
// else. What it sends is signed, so that it needs no TLS; and it should have
// none, because a client that checks the server's certificate would have to
// ask the server first.
func (c *CA) StatusHandler() http.Handler {
	mux := http.NewServeMux()
	c.routeStatus(mux)
	mux.Handle("/", c.serve("unknown", notFound))
	return c.beforeCleaning(mux)
}

func (c *CA) routeStatus(mux *http.ServeMux) {
	mux.Handle(pathIssuingCRL, c.serve("crl", only(http.MethodGet, c.serveIssuingCRL)))
	mux.Handle(pathRootCRL, c.serve("root crl", only(http.MethodGet, c.serveRootCRL)))
	mux.Handle(pathOCSP, c.serve("ocsp", only(http.MethodPost, c.serveOCSP)))
}

// beforeCleaning takes out the requests for OCSP in a path, which are base64:
// a ServeMux would take two slashes in one for a mistake and redirect.
func (c *CA) beforeCleaning(next http.Handler) http.Handler {
	inPath := c.serve("ocsp", only(http.MethodGet, c.serveOCSP))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, pathOCSP+"/") {
			inPath.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (c *CA) serveIssuingCRL(x *exchange) error {
	crl, err := c.currentCRL(x.r.Context())
	if err != nil {
		return err
	}
	x.cacheable(ocspLife)
	x.w.Header().Set("Last-Modified", crl.ThisUpdate.Format(http.TimeFormat))
	return x.answer(mediaCRL, crl.DER)
}

func (c *CA) serveRootCRL(x *exchange) error {
	der, err := c.RootCRL()
	if errors.Is(err, ErrNoRootCRL) {
		return refuse(CodeNotFound, "%v", err)
	}
	if err != nil {
		return err
	}
	x.cacheable(ocspLife)
	return x.answer(mediaCRL, der)
}

// cacheable lets proxies keep an answer (RFC 5019, 6.2).
func (x *exchange) cacheable(life time.Duration) {
	x.w.Header().Set("Cache-Control", fmt.Sprintf("public, max-age=%d, no-transform, must-revalidate", int(life.Seconds())))
}

// statusURL is where StatusHandler is reached, without a slash at the end, or
// empty: then certificates do not say where to ask.
type statusURL string

const statusURLFile = "public-url"

// openStatusURL takes the URL asked for, which the folder remembers from then
// on, or else the one that it remembers. The caller holds the setup lock.
func openStatusURL(dir, asked string) (statusURL, error) {
	path := filepath.Join(dir, statusURLFile)
	if asked != "" {
		checked, err := parseStatusURL(asked)
		if err != nil {
			return "", err
		}
		return checked, publish(path, []byte(checked+"\n"))
	}
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read the CA's public URL: %w", err)
	}
	return parseStatusURL(strings.TrimSpace(string(content)))
}

func parseStatusURL(text string) (statusURL, error) {
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" ||
		u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", fmt.Errorf("public URL %q is not of the form http://host[:port][/path]", text)
	}
	return statusURL(strings.TrimSuffix(u.String(), "/")), nil
}

// addTo writes into a certificate where to ask about it: the issuing CA's
// CRL (RFC 5280, 4.2.1.13) and OCSP (4.2.2.1).
func (s statusURL) addTo(cert *x509.Certificate) {
	if s == "" {
		return
	}
	cert.CRLDistributionPoints = []string{string(s) + pathIssuingCRL}
	cert.OCSPServer = []string{string(s) + pathOCSP}
}

// addToCA is addTo for the issuing CA's own certificate, for which there is
// the root's CRL alone.
func (s statusURL) addToCA(cert *x509.Certificate) {
	if s != "" {
		cert.CRLDistributionPoints = []string{string(s) + pathRootCRL}
	}
}
