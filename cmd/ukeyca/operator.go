package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"ukey/renew/ca"
	"ukey/renew/ca/casework"
	"ukey/renew/ca/desk/operators"
)

func operatorCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "operator",
		Short: "Look after those who may work at the review desk",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return errors.New("say what to do with operators") },
	}
	cmd.AddCommand(operatorAddCommand(), operatorPasswordCommand(), operatorRoleCommand(),
		operatorDisableCommand(), operatorEnableCommand(), operatorListCommand())
	return cmd
}

const howPassword = "The password is asked for, or read from standard input if that is no terminal."

func operatorAddCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "add --data DIR --name NAME [--role reviewer|admin]",
		Short: "Let somebody sign in at the review desk",
		Long: "Let somebody sign in at the review desk: as a reviewer, who decides cases, or as\n" +
			"an admin, who also looks after the operators. " + howPassword,
	}
	name := cmd.Flags().String("name", "", "user `name`")
	role := cmd.Flags().String("role", string(operators.Reviewer), "what they may do: `reviewer|admin`")
	return command(cmd, func(cmd *cobra.Command, where ca.Config) error {
		as, err := operators.ParseRole(*role)
		if err != nil {
			return usagef("--role: %w", err)
		}
		return withOperator(cmd, where, *name, func(authority *ca.CA) error {
			password, err := askPassword(cmd, *name)
			if err != nil {
				return err
			}
			o, err := authority.Operators().Add(cmd.Context(), atConsole(), *name, as, password)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "Added %s, %s\n", o.Name, o.Role)
			return err
		})
	})
}

func operatorPasswordCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "passwd --data DIR --name NAME",
		Short: "Give an operator another password",
		Long: "Give an operator another password. It ends their sessions, and the pause after\n" +
			"too many wrong ones. " + howPassword,
	}
	name := cmd.Flags().String("name", "", "user `name`")
	return command(cmd, func(cmd *cobra.Command, where ca.Config) error {
		return withOperator(cmd, where, *name, func(authority *ca.CA) error {
			if _, err := authority.Operators().Get(cmd.Context(), *name); err != nil {
				return fmt.Errorf("%s: %w", *name, err) // rather now than after the password
			}
			password, err := askPassword(cmd, *name)
			if err != nil {
				return err
			}
			o, err := authority.Operators().SetPassword(cmd.Context(), atConsole(), *name, password)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "New password for %s\n", o.Name)
			return err
		})
	})
}

func operatorRoleCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "role --data DIR --name NAME --role reviewer|admin",
		Short: "Give an operator another role",
	}
	name := cmd.Flags().String("name", "", "user `name`")
	role := cmd.Flags().String("role", "", "what they may do: `reviewer|admin`")
	return command(cmd, func(cmd *cobra.Command, where ca.Config) error {
		as, err := operators.ParseRole(*role)
		if err != nil {
			return usagef("--role: %w", err)
		}
		return changeOperator(cmd, where, *name, "is now "+string(as), func(staff *operators.Service) (operators.Operator, error) {
			return staff.SetRole(cmd.Context(), atConsole(), *name, as)
		})
	})
}

func operatorDisableCommand() *cobra.Command {
	return operatorAccessCommand("disable", "Keep an operator out, at once", "can no longer sign in", (*operators.Service).Disable)
}

func operatorEnableCommand() *cobra.Command {
	return operatorAccessCommand("enable", "Let a disabled operator in again", "can sign in again", (*operators.Service).Enable)
}

// operatorAccessCommand lets an operator in or keeps one out; outcome is what
// is said of whom it was done to.
func operatorAccessCommand(verb, short, outcome string,
	change func(*operators.Service, context.Context, casework.Actor, string) (operators.Operator, error),
) *cobra.Command {
	cmd := &cobra.Command{Use: verb + " --data DIR --name NAME", Short: short}
	name := cmd.Flags().String("name", "", "user `name`")
	return command(cmd, func(cmd *cobra.Command, where ca.Config) error {
		return changeOperator(cmd, where, *name, outcome, func(staff *operators.Service) (operators.Operator, error) {
			return change(staff, cmd.Context(), atConsole(), *name)
		})
	})
}

func operatorListCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "list --data DIR", Short: "List the operators"}
	return command(cmd, func(cmd *cobra.Command, where ca.Config) error {
		return withCA(cmd, where, func(authority *ca.CA) error {
			all, err := authority.Operators().List(cmd.Context())
			if err != nil {
				return err
			}
			table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			fmt.Fprintln(table, "NAME\tROLE\tSINCE\tACCESS")
			for _, o := range all {
				access := "active"
				if !o.Active() {
					access = "disabled"
				}
				fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", o.Name, o.Role, o.Created.Format("2006-01-02"), access)
			}
			return table.Flush()
		})
	})
}

// changeOperator makes a change that needs nothing but a name, and says so.
func changeOperator(cmd *cobra.Command, where ca.Config, name, done string, change func(*operators.Service) (operators.Operator, error)) error {
	return withOperator(cmd, where, name, func(authority *ca.CA) error {
		o, err := change(authority.Operators())
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s %s\n", o.Name, done)
		return err
	})
}

// withOperator does something with a CA about an operator who has to be named.
func withOperator(cmd *cobra.Command, where ca.Config, name string, do func(*ca.CA) error) error {
	if name == "" {
		return usagef("--name NAME is missing: say which operator")
	}
	return withCA(cmd, where, do)
}
