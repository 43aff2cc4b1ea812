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
	recovery := cmd.Flags().String("recovery-cert", "",
		"`file` with the certificate that encryption keys are sealed for in escrow (see\n"+
			"recovery-key); the folder remembers it; without one no keys are kept")
	return command(cmd, func(cmd *cobra.Command, where ca.Config) error {
		where.PublicURL = *publicURL
		if *recovery != "" {
			cert, err := readCertificate(*recovery)
			if err != nil {
				return err
			}
			where.Recovery = cert
		}
		authority, err := ca.Open(cmd.Context(), where)
		if err != nil {
			return err
		}
		defer closeCA(cmd, authority)
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "Root certificate: %s\nEscrow: %s\n", rootFile(where.Dir), escrow(authority))
		return err
	})
}

// escrow says what becomes of the encryption keys that the CA makes.
func escrow(authority *ca.CA) string {
	if cert := authority.Recovery(); cert != nil {
		return fmt.Sprintf("encryption keys are kept, sealed for %s, number %x", cert.Subject, cert.SerialNumber)
	}
	return "none; encryption keys are not kept (see --recovery-cert)"
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
