package main

import (
	"encoding/pem"

	"github.com/spf13/cobra"

	"ukey/renew/ca"
)

func crlCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "crl --data DIR [--root]",
		Short: "Print the list of revoked certificates, in PEM",
	}
	root := cmd.Flags().Bool("root", false, "the root's list, of revoked CAs, instead of the issuing CA's")
	return command(cmd, func(cmd *cobra.Command, where ca.Config) error {
		return withCA(cmd, where, func(authority *ca.CA) error {
			der, err := authority.CRL(cmd.Context())
			if *root {
				der, err = authority.RootCRL()
			}
			if err != nil {
				return err
			}
			return pem.Encode(cmd.OutOrStdout(), &pem.Block{Type: "X509 CRL", Bytes: der})
		})
	})
}
