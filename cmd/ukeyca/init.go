package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"ukey/renew/ca"
)

func initCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "init --data DIR",
		Short: "Make a CA, or complete one whose making was cut short",
	}
	publicURL := publicURLFlag(cmd)
	return command(cmd, func(cmd *cobra.Command, where ca.Config) error {
		where.PublicURL = *publicURL
		authority, err := ca.Open(cmd.Context(), where)
		if err != nil {
			return err
		}
		defer closeCA(cmd, authority)
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "Root certificate: %s\n", rootFile(where.Dir))
		return err
	})
}

// publicURLFlag is for the commands that tell a CA where it is reached.
func publicURLFlag(cmd *cobra.Command) *string {
	return cmd.Flags().String("public-url", "",
		"`URL` under which everybody reaches the CRL and OCSP (see serve --http), such as\n"+
			"http://ca.example; certificates name it, and the folder remembers it")
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
