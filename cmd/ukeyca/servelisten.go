package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
)

// addresses are where the server listens; status and desk may be empty.
type addresses struct{ est, status, desk string }

// hosts checks the addresses and adds those that TLS is served on to the names
// that the CA's TLS certificate is to have.
func (a addresses) hosts(names []string) ([]string, error) {
	for _, flag := range []struct {
		name, address string
		tls           bool
	}{{"--listen", a.est, true}, {"--http", a.status, false}, {"--desk", a.desk, true}} {
		host, _, err := net.SplitHostPort(flag.address)
		switch {
		case flag.address == "" && flag.name != "--listen":
		case err != nil:
			return nil, usagef("%s %s: not HOST:PORT", flag.name, flag.address)
		case flag.tls:
			names = withListenHost(names, host)
		}
	}
	return names, nil
}

// listening is an open listener; its zero value is none.
type listening struct {
	net.Listener
	url string // how a client on this machine reaches it
}

// listeners are those of all addresses.
type listeners struct{ est, status, desk listening }

// listen opens a listener for each address, or none.
func (a addresses) listen(ctx context.Context) (all listeners, err error) {
	if all.est, err = listen(ctx, "--listen", a.est, "https"); err == nil {
		if all.status, err = listen(ctx, "--http", a.status, "http"); err == nil {
			all.desk, err = listen(ctx, "--desk", a.desk, "https")
		}
	}
	if err != nil {
		return all, errors.Join(err, all.close())
	}
	return all, nil
}

// close closes those that are open.
func (l listeners) close() (err error) {
	for _, one := range []listening{l.est, l.status, l.desk} {
		if one.Listener != nil {
			err = errors.Join(err, one.Close())
		}
	}
	return err
}

// lines say where EST and what is revoked are served.
func (l listeners) lines() []string {
	lines := []string{"Serving " + l.est.url}
	if l.status.Listener != nil {
		lines = append(lines, "CRL and OCSP: "+l.status.url)
	}
	return lines
}

// listen opens a listener, unless the address is empty.
func listen(ctx context.Context, flag, address, scheme string) (listening, error) {
	if address == "" {
		return listening{}, nil
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return listening{}, fmt.Errorf("cannot listen on %s (choose another address with %s): %w", address, flag, err)
	}
	url, err := reachableURL(scheme, listener.Addr())
	if err != nil {
		return listening{}, errors.Join(err, listener.Close())
	}
	return listening{listener, url}, nil
}

// withListenHost adds the host listened on, unless it stands for all.
func withListenHost(hosts []string, host string) []string {
	if addr, err := netip.ParseAddr(host); host == "" || err == nil && addr.IsUnspecified() {
		return hosts
	}
	return append(hosts, host)
}

// reachableURL is how a client on this machine reaches the listener.
func reachableURL(scheme string, addr net.Addr) (string, error) {
	bound, err := netip.ParseAddrPort(addr.String())
	if err != nil {
		return "", fmt.Errorf("address listened on: %w", err)
	}
	if bound.Addr().IsUnspecified() {
		return fmt.Sprintf("%s://localhost:%d", scheme, bound.Port()), nil
	}
	return scheme + "://" + bound.String(), nil
}
