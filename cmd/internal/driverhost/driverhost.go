// Package driverhost is what the programs have in common to run their drivers
// in processes of their own (package ukey/token/host): which program that is,
// and which kind of driver it loads.
package driverhost

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"ukey/app/settings"
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
	return host.Serve(context.Background(), in, out, func() (token.Driver, error) {
		d, err := pkcs11.Load(library, options...)
		if err != nil {
			return nil, err // not a nil *pkcs11.Driver inside a token.Driver
		}
		return d, nil
	})
}

// Loader returns what setup.Parts.Load is to be. A library is not touched
// before its first call, which tells what is wrong with it.
func Loader(s *settings.Settings, log *slog.Logger) func(library string) (token.Driver, error) {
	return func(library string) (token.Driver, error) {
		return host.New(host.Config{
			Library: library, Deadline: s.Timeout, KeygenDeadline: s.KeygenTimeout, Log: log,
		}), nil
	}
}
