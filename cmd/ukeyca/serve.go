package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"ukey/renew/ca"
)

func serveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve --data DIR --listen ADDR",
		Short: "Serve EST until interrupted; the first start makes the CA",
		Long: "Serve EST over TLS until interrupted. The first start makes everything that\n" +
			"the CA needs. The log goes to standard error, one JSON object a line.",
	}
	address := cmd.Flags().String("listen", "127.0.0.1:8443", "`address` to listen on: HOST:PORT")
	status := cmd.Flags().String("http", "", "`address` to serve the CRL and OCSP on, without TLS: HOST:PORT (default: not at all)")
	hosts := cmd.Flags().StringSlice("host", nil, "further `name` or address under which clients reach the CA (may be repeated)")
	publicURL := publicURLFlag(cmd)
	contact := cmd.Flags().String("contact", "", "whom refusals tell people to turn to, such as a `telephone` number")
	creditCode := cmd.Flags().Bool("require-credit-code", false, "renew no certificate without a unified social credit code")
	limits := limitFlags(cmd)
	return command(cmd, func(cmd *cobra.Command, where ca.Config) error {
		host, _, err := net.SplitHostPort(*address)
		if err != nil {
			return usagef("--listen %s: not HOST:PORT", *address)
		}
		if _, _, err := net.SplitHostPort(*status); *status != "" && err != nil {
			return usagef("--http %s: not HOST:PORT", *status)
		}
		where.Hosts = withListenHost(*hosts, host)
		where.PublicURL = *publicURL
		where.Contact = *contact
		where.RequireCreditCode = *creditCode
		where.Limits = *limits
		return serve(cmd, logged(cmd, where), *address, *status)
	})
}

func serve(cmd *cobra.Command, where ca.Config, address, status string) error {
	authority, err := ca.Open(cmd.Context(), where)
	if err != nil {
		return err
	}
	defer closeCA(cmd, authority)
	listener, url, err := listen(cmd.Context(), "--listen", address, "https")
	if err != nil {
		return err
	}
	lines := []string{"Serving " + url}

	group, ctx := errgroup.WithContext(cmd.Context())
	if status != "" {
		plain, url, err := listen(cmd.Context(), "--http", status, "http")
		if err != nil {
			return errors.Join(err, listener.Close())
		}
		lines = append(lines, "CRL and OCSP: "+url)
		group.Go(func() error { return authority.ServeStatus(ctx, plain) })
	}
	lines = append(lines, "Root certificate: "+rootFile(where.Dir))
	group.Go(func() error {
		return authority.Serve(ctx, &announced{Listener: listener, announce: func() error {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), strings.Join(lines, "\n"))
			return err
		}})
	})
	return group.Wait()
}

// listen opens a listener and says how a client on this machine reaches it.
func listen(ctx context.Context, flag, address, scheme string) (net.Listener, string, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, "", fmt.Errorf("cannot listen on %s (choose another address with %s): %w", address, flag, err)
	}
	url, err := reachableURL(scheme, listener.Addr())
	if err != nil {
		return nil, "", errors.Join(err, listener.Close())
	}
	return listener, url, nil
}

// announced is a listener that tells people of itself when the server, having
// got everything else that it needs, takes the first connection.
type announced struct {
	net.Listener
	announce func() error
	once     sync.Once
}

// Accept fails if nobody can be told.
func (a *announced) Accept() (net.Conn, error) {
	var err error
	if a.once.Do(func() { err = a.announce() }); err != nil {
		return nil, fmt.Errorf("announce the server: %w", err)
	}
	return a.Listener.Accept()
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
