package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"sync"

	"github.com/spf13/cobra"

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
	hosts := cmd.Flags().StringSlice("host", nil, "further `name` or address under which clients reach the CA (may be repeated)")
	return command(cmd, func(cmd *cobra.Command, where ca.Config) error {
		host, _, err := net.SplitHostPort(*address)
		if err != nil {
			return usagef("--listen %s: not HOST:PORT", *address)
		}
		where.Hosts = withListenHost(*hosts, host)
		return serve(cmd, where, *address)
	})
}

func serve(cmd *cobra.Command, where ca.Config, address string) error {
	ctx := cmd.Context()
	where.Log = slog.New(slog.NewJSONHandler(cmd.ErrOrStderr(), nil))
	authority, err := ca.Open(ctx, where)
	if err != nil {
		return err
	}
	defer closeCA(cmd, authority)
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("cannot listen on %s (choose another address with --listen): %w", address, err)
	}
	url, err := reachableURL(listener.Addr())
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	return authority.Serve(ctx, &announced{Listener: listener, announce: func() error {
		_, err := fmt.Fprintf(cmd.OutOrStdout(), "Serving %s\nRoot certificate: %s\n", url, rootFile(where.Dir))
		return err
	}})
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
func reachableURL(addr net.Addr) (string, error) {
	bound, err := netip.ParseAddrPort(addr.String())
	if err != nil {
		return "", fmt.Errorf("address listened on: %w", err)
	}
	if bound.Addr().IsUnspecified() {
		return fmt.Sprintf("https://localhost:%d", bound.Port()), nil
	}
	return "https://" + bound.String(), nil
}
