package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"ukey/renew/ca"
	"ukey/renew/ca/casework"
	"ukey/renew/cases"
)

func rejectCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "reject --data DIR CASE --reason TEXT",
		Short: "End a case without a certificate",
		Long: "End a case without a certificate: one that is in review or waits for corrections,\n" +
			"or one that was approved while no certificate has been issued. The applicant reads\n" +
			"the reason, and may apply anew.",
	}
	reason := cmd.Flags().String("reason", "", "`text` for the applicant")
	return caseCommand(cmd, func(cmd *cobra.Command, where ca.Config, id string) error {
		if *reason == "" {
			return usagef("--reason TEXT is missing: say why, so that the applicant knows what to do")
		}
		return decide(cmd, where, id, func(service *casework.Service, seen *casework.File) error {
			_, err := service.Reject(cmd.Context(), atConsole(), id, seen.Version, cases.Reasons{Note: *reason})
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "Rejected %s\n", id)
			return err
		})
	})
}
