package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"ukey/renew/ca"
	"ukey/renew/durable"
)

func backupCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "backup --data DIR --to FILE",
		Short: "Write everything that makes the CA into one file",
		Long: "Write everything that makes the CA, its secret keys included, into one file\n" +
			"(.tar.gz), readable by its owner only. It may be called while the CA serves. Keep\n" +
			"the file as safe as the CA itself. A database on a PostgreSQL server is not in it:\n" +
			"back it up first, with pg_dump.",
	}
	to := cmd.Flags().String("to", "", "`file` to write; one of that name is replaced when the new one is complete")
	return command(cmd, func(cmd *cobra.Command, where ca.Config) error {
		if *to == "" {
			return usagef("--to FILE is missing: say where to write the backup")
		}
		return backup(cmd, where, *to)
	})
}

func backup(cmd *cobra.Command, where ca.Config, to string) error {
	var elsewhere string
	err := withCA(cmd, where, func(authority *ca.CA) error {
		return replaceFile(to, func(w io.Writer) (err error) {
			elsewhere, err = authority.Backup(cmd.Context(), w)
			return err
		})
	})
	if err != nil {
		return fmt.Errorf("no backup was written to %s: %w", to, err)
	}
	said := "Backup: " + to + "\n"
	if elsewhere != "" {
		said += "Not in it is the database " + elsewhere + ": back it up with pg_dump, and before the rest\n"
	}
	_, err = io.WriteString(cmd.OutOrStdout(), said)
	return err
}

// replaceFile writes a file that its owner alone can read, and puts it in the
// place of one of the same name when all of it is on the disk.
func replaceFile(path string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return durable.Swap(f.Name(), path)
}
