package main

import (
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"ukey/renew/ca"
)

func recoveryKeyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "recovery-key --out FILE",
		Short: "Make the key pair that opens keys in escrow",
		Long: "Make the key pair that opens keys in escrow, best on a computer that is not the\n" +
			"CA's. The private key goes into FILE, with its certificate; keep it in a safe. The\n" +
			"certificate is printed: give it to the CA with init --recovery-cert.",
		Args: cobra.NoArgs,
	}
	out := cmd.Flags().String("out", "", "`file` to write, which must not be there yet")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if *out == "" {
			return usagef("--out FILE is missing: say where to write the key")
		}
		if err := makeRecoveryKey(cmd, *out); err != nil {
			return failure{err}
		}
		return nil
	}
	return cmd
}

func makeRecoveryKey(cmd *cobra.Command, out string) error {
	key, err := ca.NewRecoveryKey(time.Now())
	if err != nil {
		return err
	}
	content, err := key.PEM()
	if err != nil {
		return err
	}
	defer clear(content)
	if err := writeSecret(out, content); err != nil {
		return err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "%s opens every key in escrow. Take it away from the CA's computer and keep it in a safe.\n", out)
	return pem.Encode(cmd.OutOrStdout(), &pem.Block{Type: "CERTIFICATE", Bytes: key.Certificate.Raw})
}

func recoverCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "recover --data DIR --serial HEX|--cert FILE --key FILE --reason TEXT --out FILE",
		Short: "Open an encryption key that is in escrow",
		Long: "Open an encryption key that is in escrow, for whoever has a right to it, and write\n" +
			"it with its certificate to a file in PEM, readable by its owner only. Who did it,\n" +
			"when and why is kept in the audit log.",
	}
	which := certificateFlags(cmd)
	keyFile := cmd.Flags().String("key", "", "`file` with the recovery key, as recovery-key wrote it")
	reason := cmd.Flags().String("reason", "", "by what right, for the audit log, such as the number of a court order")
	out := cmd.Flags().String("out", "", "`file` to write, which must not be there yet")
	return command(cmd, func(cmd *cobra.Command, where ca.Config) error {
		serial, err := which.serial()
		if err != nil {
			return err
		}
		switch {
		case *keyFile == "":
			return usagef("--key FILE is missing: say where the recovery key is")
		case *reason == "":
			return usagef("--reason TEXT is missing: say by what right the key is recovered")
		case *out == "":
			return usagef("--out FILE is missing: say where to write the key")
		}
		content, err := os.ReadFile(*keyFile)
		if err != nil {
			return fmt.Errorf("cannot read the recovery key: %w", err)
		}
		defer clear(content)
		key, err := ca.ReadRecoveryKey(content)
		if err != nil {
			return fmt.Errorf("%s: %w", *keyFile, err)
		}
		return withCA(cmd, logged(cmd, where), func(authority *ca.CA) error {
			pkcs8, err := authority.Recover(cmd.Context(), serial, key, *reason)
			if err != nil {
				return err
			}
			defer clear(pkcs8)
			opened := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})
			defer clear(opened)
			return writeSecret(*out, opened)
		})
	})
}

// writeSecret writes a file that its owner alone can read. It replaces none.
func writeSecret(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already: choose another name", path)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}
