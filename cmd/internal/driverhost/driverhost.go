// Package driverhost is the other side of package ukey/token/host: what makes a
// program a process that runs a driver. It is kept small, since there is one
// such process for each driver.
package driverhost

import (
	"context"
	"fmt"
	"os"
	"time"

	"ukey/token"
	"ukey/token/host"
	"ukey/token/pkcs11"
)

// Run serves a driver if the arguments (os.Args) are those of a driver host,
// and then ends the process; else it returns. It is the first thing that main
// does: whatever comes before it is done once per driver.
func Run(args []string) {
	if len(args) < 4 || args[1] != host.Command {
		return
	}
	pollOnly := len(args) == 5 && args[4] == host.PollOnly
	if err := serve(args[2], args[3], pollOnly); err != nil {
		fmt.Fprintln(os.Stderr, "driver host:", err)
		os.Exit(1)
	}
	// At once, without a word to the library, which may hang.
	os.Exit(0)
}

func serve(library, deadline string, pollOnly bool) error {
	limit, err := time.ParseDuration(deadline)
	if err != nil {
		return fmt.Errorf("deadline: %w", err)
	}
	options := []pkcs11.Option{pkcs11.PollLimit(limit)}
	if !pollOnly {
		options = append(options, pkcs11.Blocking())
	}
	in, out, err := host.Pipes()
	if err != nil {
		return err
	}
	return host.Serve(context.Background(), in, out, limit, func() (token.Driver, error) {
		d, err := pkcs11.Load(library, options...)
		if err != nil {
			return nil, err // not a nil *pkcs11.Driver inside a token.Driver
		}
		return d, nil
	})
}
