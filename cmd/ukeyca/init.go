package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"ukey/renew/ca"
)

func initCommand() *cobra.Command {
	return command(&cobra.Command{
		Use:   "init --data DIR",
		Short: "Make a CA, or complete one whose making was cut short",
	}, func(cmd *cobra.Command, where ca.Config) error {
		authority, err := ca.Open(cmd.Context(), where)
		if err != nil {
			return err
		}
		defer closeCA(cmd, authority)
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "Root certificate: %s\n", rootFile(where.Dir))
		return err
	})
}

// rootFile is what clients must be given.
func rootFile(dir string) string { return filepath.Join(dir, "root.pem") }

// closeCA closes a CA whose work is done. A failure cannot undo that, so it is
// told and no more.
func closeCA(cmd *cobra.Command, authority *ca.CA) {
	if err := authority.Close(); err != nil {
		fmt.Fprintf(cmd.ErrOrStderr(), "ukeyca: close the CA: %v\n", err)
	}
}
