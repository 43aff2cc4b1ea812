package est

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// Proxy finds the proxy on the way to an address: an http, https or socks5
// URL, or nil where there is none. A user and a password in the URL are given
// to the proxy.
type Proxy func(target *url.URL) (*url.URL, error)

// ProxyFault says what is the matter with a proxy.
type ProxyFault string

// The faults.
const (
	ProxyAway          ProxyFault = "not reachable"
	ProxyWantsPassword ProxyFault = "wants a user name and a password"
	ProxyRefuses       ProxyFault = "does not let us through"
	ProxyUnusable      ProxyFault = "has no usable address"
)

// ProxyError means that the proxy was as far as it went. Nothing was sent to
// the server, of which nothing is known.
type ProxyError struct {
	Proxy string // scheme and host; empty with ProxyUnusable
	Fault ProxyFault
	Err   error // nil if Fault says it all
}

func (e *ProxyError) Error() string {
	text := fmt.Sprintf("est: proxy %s %s", e.Proxy, e.Fault)
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *ProxyError) Unwrap() error { return e.Err }

// gatewayError means that the proxy did its part and did not get through to
// the server.
type gatewayError struct{ status string }

func (e *gatewayError) Error() string { return "the proxy says " + e.status }

// route leads connections through the proxy. TLS to the server stays end to
// end; to an https proxy it is a layer of its own, which trusts the system's
// roots and shows no certificate, since the proxy is no business of the CA.
type route struct {
	find   Proxy
	roots  *x509.CertPool // of https proxies; nil for the system's
	dialer net.Dialer

	mu  sync.Mutex
	via *url.URL // the proxy found last, nil for none
}

// use makes a transport go this way.
func (r *route) use(t *http.Transport) {
	t.DialContext = r.dial
	if r.find == nil {
		return
	}
	t.Proxy = r.proxy
	t.OnProxyConnectResponse = r.judge
}

func (r *route) proxy(req *http.Request) (*url.URL, error) {
	via, err := r.find(req.URL)
	if err != nil {
		// Its text may repeat the address with a password in it.
		return nil, &ProxyError{Fault: ProxyUnusable}
	}
	r.mu.Lock()
	r.via = via
	r.mu.Unlock()
	if via == nil || via.Scheme != "https" {
		return via, nil
	}
	// net/http would use the server's roots and our certificate for the
	// proxy as well: dial speaks TLS in its place.
	plain := *via
	plain.Scheme, plain.Host = "http", withPort(via)
	return &plain, nil
}

func withPort(u *url.URL) string {
	if u.Port() != "" {
		return u.Host
	}
	return net.JoinHostPort(u.Hostname(), "443")
}

func (r *route) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := r.dialer.DialContext(ctx, network, addr)
	via := r.last()
	if err != nil || via == nil || via.Scheme != "https" || addr != withPort(via) {
		return conn, err
	}
	secured := tls.Client(conn, &tls.Config{ServerName: via.Hostname(), RootCAs: r.roots, MinVersion: tls.VersionTLS12})
	if err := secured.HandshakeContext(ctx); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return secured, nil
}

// judge looks at a proxy's answer to CONNECT (RFC 9110, 9.3.6).
func (r *route) judge(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	switch s := answer.StatusCode; {
	case s == http.StatusOK:
		return nil
	case s == http.StatusProxyAuthRequired:
		return r.fault(ProxyWantsPassword, nil)
	case s == http.StatusBadGateway, s == http.StatusServiceUnavailable, s == http.StatusGatewayTimeout:
		return &gatewayError{Printable(answer.Status)}
	default:
		return r.fault(ProxyRefuses, errors.New(Printable(answer.Status)))
	}
}

// failure finds the proxy's part in an error of net/http; nil if it has none.
func (r *route) failure(err error) error {
	if e, ok := errors.AsType[*ProxyError](err); ok {
		return e
	}
	op, ok := errors.AsType[*net.OpError](err)
	switch {
	case !ok || r.last() == nil:
		return nil
	case op.Op == "proxyconnect":
		return r.fault(ProxyAway, op.Err)
	case !strings.HasPrefix(op.Op, "socks"):
		return nil
	}
	// What a SOCKS proxy answers (RFC 1928, 6) has no type in net/http.
	switch text := op.Err.Error(); {
	case strings.Contains(text, "authentication"):
		return r.fault(ProxyWantsPassword, op.Err)
	case strings.Contains(text, "ruleset"):
		return r.fault(ProxyRefuses, op.Err)
	default:
		return nil // it did not get through either
	}
}

func (r *route) fault(f ProxyFault, err error) *ProxyError {
	e := &ProxyError{Fault: f, Err: err}
	if via := r.last(); via != nil {
		e.Proxy = via.Scheme + "://" + via.Host
	}
	return e
}

func (r *route) last() *url.URL {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.via
}
