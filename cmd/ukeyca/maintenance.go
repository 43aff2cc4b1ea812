package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"ukey/renew/ca"
)

func maintenanceCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "maintenance on|off",
		Short: "Stop or resume enrolments, of a CA that is serving too",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return errors.New("say whether maintenance is on or off") },
	}
	for name, on := range map[string]bool{"on": true, "off": false} {
		short := map[bool]string{true: "Answer every enrolment with -7999, system under maintenance", false: "Resume enrolments"}[on]
		cmd.AddCommand(command(&cobra.Command{Use: name + " --data DIR", Short: short}, func(cmd *cobra.Command, where ca.Config) error {
			return withCA(cmd, where, func(authority *ca.CA) error {
				if err := authority.SetMaintenance(on); err != nil {
					return err
				}
				_, err := fmt.Fprintf(cmd.OutOrStdout(), "Maintenance is %s\n", name)
				return err
			})
		}))
	}
	return cmd
}
