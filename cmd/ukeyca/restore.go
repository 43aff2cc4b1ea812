package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"ukey/renew/ca"
)

func restoreCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "restore --from FILE --data DIR",
		Short: "Make a CA out of a backup, in an empty folder",
		Long: "Make a CA out of a backup, in a folder that is empty or not there. The CA knows\n" +
			"nothing of what was issued after the backup. Never let the old CA and the\n" +
			"restored one serve side by side.",
	}
	from := cmd.Flags().String("from", "", "`file` that ukeyca backup has written")
	return folderCommand(cmd, func(cmd *cobra.Command, dir string) error {
		if *from == "" {
			return usagef("--from FILE is missing: say which backup to restore")
		}
		return restore(cmd, *from, dir)
	})
}

func restore(cmd *cobra.Command, from, dir string) error {
	archive, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("cannot read the backup: %w", err)
	}
	defer archive.Close() // it was read only
	elsewhere, err := ca.Restore(cmd.Context(), dir, archive)
	if errors.Is(err, ca.ErrNotEmpty) {
		return fmt.Errorf("%w: name a new folder with --data", err)
	}
	if err != nil {
		return fmt.Errorf("%s is not restored: %w", from, err)
	}
	said := "Restored: " + dir + "\n"
	if elsewhere != "" {
		said += "Not in the backup is the database " + elsewhere + ": restore it with pg_restore before the CA serves\n"
	}
	_, err = io.WriteString(cmd.OutOrStdout(), said)
	return err
}
