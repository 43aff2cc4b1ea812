package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"ukey/renew/ca"
)

// The exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// failure is an error of a command that was called rightly. All others are
// errors of usage.
type failure struct{ error }

func (f failure) Unwrap() error { return f.error }

// run runs the command line and returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := rootCommand()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return exitDone
	}
	fmt.Fprintf(stderr, "ukeyca: %v\n", err)
	if errors.As(err, &failure{}) {
		return exitFailed
	}
	fmt.Fprintf(stderr, "See %q.\n", cmd.CommandPath()+" --help")
	return exitUsage
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "ukeyca",
		Short:         "The reference CA of UKey Manager",
		Args:          cobra.NoArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		// A call without a command is a mistake, and in a script must not
		// look like a success.
		RunE: func(*cobra.Command, []string) error { return errors.New("no command given") },
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddCommand(initCommand(), serveCommand(), issueCommand(), backupCommand(), restoreCommand())
	root.AddCommand(revokeCommand(), releaseCommand(), crlCommand(), maintenanceCommand())
	root.AddCommand(recoveryKeyCommand(), recoverCommand())
	root.AddCommand(operatorCommand())
	root.AddCommand(casesCommand(), approveCommand(), needMoreCommand(), rejectCommand(), auditCommand())
	return root
}

// command finishes a command that works on a CA: do is given its folder and
// its database.
func command(cmd *cobra.Command, do func(cmd *cobra.Command, where ca.Config) error) *cobra.Command {
	database := cmd.Flags().String("db", "",
		"`URL` of the CA's PostgreSQL database, without password: postgres://user@host/database;\n"+
			"the folder remembers it (default: the file ca.db in the folder)")
	return folderCommand(cmd, func(cmd *cobra.Command, dir string) error {
		return do(cmd, ca.Config{Dir: dir, Database: *database, Operator: atConsole().Name})
	})
}

// folderCommand finishes a command that works on a CA's folder: it takes no
// arguments, and an error from do is a failure unless it is usage's.
func folderCommand(cmd *cobra.Command, do func(cmd *cobra.Command, dir string) error) *cobra.Command {
	dir := cmd.Flags().String("data", "", "the CA's `folder`")
	cmd.Args = cobra.NoArgs
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if *dir == "" {
			return errors.New("--data DIR is missing: say where the CA's folder is")
		}
		err := do(cmd, *dir)
		if err == nil || errors.As(err, &usage{}) {
			return err
		}
		return failure{err}
	}
	return cmd
}

// usage is an error in the way a command was called.
type usage struct{ error }

func usagef(format string, args ...any) error { return usage{fmt.Errorf(format, args...)} }
