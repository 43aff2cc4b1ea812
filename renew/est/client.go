package est

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// DefaultTimeout bounds one exchange unless Config says otherwise. It has to
// hold a signature by a slow token and a key generation by a slow server.
const DefaultTimeout = 30 * time.Second

// Config says whom to talk to, and as whom.
type Config struct {
	// URL is https://host, with a port and a path prefix if need be. What
	// Path returns is appended.
	URL string
	// Roots are the only certificates that the server's may chain to. The
	// system's are never used, so it must not be nil.
	Roots *x509.CertPool
	// Certificate is shown to the server if it asks for one; nil shows none.
	// PrivateKey is a crypto.Signer, which may be a key on a token, and is
	// asked for one signature per connection.
	Certificate *tls.Certificate
	// Label picks one of several CAs behind the URL (RFC 7030, 3.2.2); it may be
	// empty. serverkeygen does not use it, since its label picks the wrapping.
	Label string
	// Language is that of the texts in refusals, an Accept-Language such as
	// "zh-Hans" (RFC 9110, 12.5.4). Empty leaves it to the server.
	Language string
	// Timeout bounds each exchange, from dialling to the last byte; 0 means
	// DefaultTimeout.
	Timeout time.Duration
	// Proxy finds the proxy to go through; nil means none.
	Proxy Proxy
	// Clock is time.Now unless set.
	Clock func() time.Time
}

// Client talks to one EST server over one connection, which it keeps open. Its
// methods may be called from any goroutine and wait for each other.
//
// Methods that talk return ctx's error if ctx ends, the token's error if the
// client's key fails in the handshake, and otherwise one of this package's
// types: *UnreachableError, *ProxyError, *UntrustedError,
// *ClientCertificateError, *RefusedError, *PendingError, *ProtocolError or ErrNotOffered.
type Client struct {
	base      *url.URL
	label     string
	language  string
	roots     *x509.CertPool
	timeout   time.Duration
	clock     func() time.Time
	http      *http.Client
	transport *http.Transport
	route     route
	tls       *tls.Config
	identity  *identity

	exchanges atomic.Int64

	mu        sync.Mutex
	early     *early // nil unless Connect has begun and nobody has taken it
	skew      time.Duration
	skewKnown bool
}

// New checks cfg and returns a client that has not connected yet.
func New(cfg Config) (*Client, error) {
	base, err := parseURL(cfg.URL)
	if err != nil {
		return nil, err
	}
	if cfg.Roots == nil {
		return nil, errors.New("est: no roots to trust the server by")
	}
	if cfg.Label != "" && !validLabel(cfg.Label) {
		return nil, fmt.Errorf("est: label %q is not one path segment", cfg.Label)
	}
	c := &Client{base: base, label: cfg.Label, language: cfg.Language, roots: cfg.Roots, timeout: cfg.Timeout, clock: cfg.Clock}
	if c.timeout <= 0 {
		c.timeout = DefaultTimeout
	}
	if c.clock == nil {
		c.clock = time.Now
	}
	if c.identity, err = newIdentity(cfg.Certificate); err != nil {
		return nil, err
	}
	c.tls = c.identity.tlsConfig(cfg.Roots, c.clock)
	c.transport = &http.Transport{
		DialTLSContext:         c.dialTLS,
		TLSClientConfig:        c.tls, // behind a proxy
		TLSHandshakeTimeout:    c.timeout,
		DisableCompression:     true,
		MaxConnsPerHost:        1, // each connection costs the token a signature
		IdleConnTimeout:        time.Minute,
		MaxResponseHeaderBytes: 64 << 10,
	}
	c.route.find = cfg.Proxy
	c.route.use(c.transport)
	c.http = &http.Client{Transport: c.transport, CheckRedirect: checkRedirect}
	return c, nil
}

// Close closes the connection. The client must not be used afterwards.
func (c *Client) Close() error {
	c.dropEarly()
	c.transport.CloseIdleConnections()
	return nil
}

// Exchanges is how many HTTP requests have been sent so far.
func (c *Client) Exchanges() int { return int(c.exchanges.Load()) }

// ServerTime estimates what the server's clock shows now, to about a second,
// from its answers. It is false until there was one with a Date.
func (c *Client) ServerTime() (now time.Time, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.clock().Add(c.skew), c.skewKnown
}

// noteDate compares a Date header with the middle of the exchange. The header
// counts whole seconds, rounded down.
func (c *Client) noteDate(header string, began, ended time.Time) {
	date, err := http.ParseTime(header)
	if err != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.skew = date.Add(time.Second / 2).Sub(began.Add(ended.Sub(began) / 2))
	c.skewKnown = true
}

// url returns the address of a path on the server.
func (c *Client) url(path string) string {
	u := *c.base
	u.Path = strings.TrimSuffix(u.Path, "/") + path
	return u.String()
}

func parseURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("est: server address: %w", err)
	}
	if u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("est: server address %q is not of the form https://host[:port][/path]", u.Redacted())
	}
	return u, nil
}

// validLabel says whether a label is one plain path segment that no operation
// is called by (RFC 7030, 3.2.2).
func validLabel(label string) bool {
	ops := []Op{OpCACerts, OpCSRAttrs, OpSimpleEnroll, OpSimpleReenroll, OpServerKeyGen, "fullcmc"}
	return regexp.MustCompile(`^[A-Za-z0-9_~-][A-Za-z0-9._~-]*$`).MatchString(label) && !slices.Contains(ops, Op(label))
}
