package main

import (
	"errors"
	"fmt"
	"log/slog"

	"github.com/spf13/cobra"

	"ukey/renew/ca"
)

// withCA does something with a CA that must be there already. What is done is
// logged to standard error, as the server does.
func withCA(cmd *cobra.Command, where ca.Config, do func(*ca.CA) error) error {
	where.Existing = true
	authority, err := ca.Open(cmd.Context(), where)
	if errors.Is(err, ca.ErrNoCA) {
		return fmt.Errorf("%w; make one with: ukeyca init --data %s", err, where.Dir)
	}
	if err != nil {
		return err
	}
	defer closeCA(cmd, authority)
	return do(authority)
}

// logged makes the CA write its log to standard error.
func logged(cmd *cobra.Command, where ca.Config) ca.Config {
	where.Log = slog.New(slog.NewJSONHandler(cmd.ErrOrStderr(), nil))
	return where
}
