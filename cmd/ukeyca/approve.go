package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"ukey/renew/ca"
	"ukey/renew/ca/casework"
)

func approveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "approve --data DIR CASE [--phone NUMBER] [--note TEXT]",
		Short: "Let a case that you have looked at lead to a certificate",
		Long: "Let a case in review lead to a certificate. The one-time code for it goes to the\n" +
			"mobile number that the CA has on record for the organisation, or else to the one in\n" +
			"the form: make sure first that it reaches the organisation. --phone gives another,\n" +
			"which is then the one on record.",
	}
	phone := cmd.Flags().String("phone", "", "mobile `number` that reaches the organisation, as you have made sure")
	note := cmd.Flags().String("note", "", "`text` for the applicant")
	return caseCommand(cmd, func(cmd *cobra.Command, where ca.Config, id string) error {
		return decide(cmd, where, id, func(service *casework.Service, seen *casework.File) error {
			_, source, err := seen.CodePhone(*phone)
			if err != nil {
				return err
			}
			approval := casework.Approval{Phone: *phone, Note: *note}
			approved, err := service.Approve(cmd.Context(), atConsole(), id, seen.Version, approval)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "Approved %s\nCodes go to %s, %s\n", id, approved.Phone, phoneFrom(source))
			return err
		})
	})
}

// phoneFrom says where a number was taken from.
func phoneFrom(source string) string {
	switch source {
	case casework.PhoneGiven:
		return "as you say"
	case casework.PhoneOnRecord:
		return "which is on record"
	default:
		return "which is in the form: you vouch that it reaches the organisation"
	}
}
