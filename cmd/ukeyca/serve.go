package main

import (
	"errors"
	"fmt"
	"net"
	"slices"
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
	desk := cmd.Flags().String("desk", "", "`address` to serve the review desk on: HOST:PORT, where browsers are asked for\n"+
		"no certificate (default: with the rest)")
	publicURL := publicURLFlag(cmd)
	contact := cmd.Flags().String("contact", "", "whom refusals tell people to turn to, such as a `telephone` number")
	creditCode := cmd.Flags().Bool("require-credit-code", false, "renew no certificate without a unified social credit code")
	window := renewalWindowFlag(cmd)
	messages := messageFlags(cmd)
	limits := limitFlags(cmd)
	return command(cmd, func(cmd *cobra.Command, where ca.Config) error {
		at := addresses{est: *address, status: *status, desk: *desk}
		var err error
		if where.Hosts, err = at.hosts(*hosts); err != nil {
			return err
		}
		if where.Renewal, err = parseWindow(*window); err != nil {
			return err
		}
		if where.Messages, err = messages.sender(); err != nil {
			return err
		}
		where.PublicURL = *publicURL
		where.Contact = *contact
		where.RequireCreditCode = *creditCode
		where.Limits = *limits
		where.DeskApart = at.desk != ""
		return serve(cmd, logged(cmd, where), at)
	})
}

func serve(cmd *cobra.Command, where ca.Config, at addresses) error {
	authority, err := ca.Open(cmd.Context(), where)
	if err != nil {
		return err
	}
	defer closeCA(cmd, authority)
	open, err := at.listen(cmd.Context())
	if err != nil {
		return err
	}
	deskURL := open.est.url
	if open.desk.Listener != nil {
		deskURL = open.desk.url
	}
	lines, err := deskLines(cmd.Context(), authority, where.Dir, deskURL)
	if err != nil {
		return errors.Join(err, open.close())
	}
	lines = slices.Concat(open.lines(), []string{"Root certificate: " + rootFile(where.Dir)}, lines)

	group, ctx := errgroup.WithContext(cmd.Context())
	if open.status.Listener != nil {
		group.Go(func() error { return authority.ServeStatus(ctx, open.status) })
	}
	if open.desk.Listener != nil {
		group.Go(func() error { return authority.ServeDesk(ctx, open.desk) })
	}
	group.Go(func() error {
		return authority.Serve(ctx, &announced{Listener: open.est, announce: func() error {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), strings.Join(lines, "\n"))
			return err
		}})
	})
	return group.Wait()
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
