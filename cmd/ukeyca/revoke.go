package main

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"

	"github.com/spf13/cobra"

	"ukey/renew/ca"
)

func revokeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "revoke --data DIR --serial HEX|--cert FILE [--reason REASON]",
		Short: "Revoke a certificate, at once and for good, or put it on hold",
		Long: "Revoke a certificate: nothing is renewed with it any more, and CRL and OCSP say\n" +
			"so. It may be called while the CA serves. Time and reason stay as they were the\n" +
			"first time; only a certificate on hold can be released, or be revoked for good.",
	}
	which := certificateFlags(cmd)
	reason := cmd.Flags().String("reason", ca.Unspecified.String(), fmt.Sprintf("`why`: %v", ca.Reasons()))
	return command(cmd, func(cmd *cobra.Command, where ca.Config) error {
		serial, err := which.serial()
		if err != nil {
			return err
		}
		why, err := ca.ParseReason(*reason)
		if err != nil {
			return usagef("--reason: %w", err)
		}
		return withCA(cmd, where, func(authority *ca.CA) error {
			if err := authority.Revoke(cmd.Context(), serial, why); err != nil {
				return err
			}
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "Revoked %x\n", serial)
			return err
		})
	})
}

func releaseCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "release --data DIR --serial HEX|--cert FILE",
		Short: "Take a certificate off hold",
	}
	which := certificateFlags(cmd)
	return command(cmd, func(cmd *cobra.Command, where ca.Config) error {
		serial, err := which.serial()
		if err != nil {
			return err
		}
		return withCA(cmd, where, func(authority *ca.CA) error {
			if err := authority.Release(cmd.Context(), serial); err != nil {
				return err
			}
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "Released %x\n", serial)
			return err
		})
	})
}

// certificateFlag says which certificate a command is about.
type certificateFlag struct{ number, file *string }

func certificateFlags(cmd *cobra.Command) certificateFlag {
	return certificateFlag{
		number: cmd.Flags().String("serial", "", "the certificate's serial `number`, in hex"),
		file:   cmd.Flags().String("cert", "", "`file` with the certificate, instead of its number"),
	}
}

func (f certificateFlag) serial() (*big.Int, error) {
	switch {
	case (*f.number == "") == (*f.file == ""):
		return nil, usagef("say which certificate, with either --serial HEX or --cert FILE")
	case *f.number != "":
		serial, err := ca.ParseSerial(*f.number)
		if err != nil {
			return nil, usagef("--serial: %w", err)
		}
		return serial, nil
	}
	cert, err := readCertificate(*f.file)
	if err != nil {
		return nil, err
	}
	return cert.SerialNumber, nil
}

// readCertificate reads a certificate in PEM or DER.
func readCertificate(file string) (*x509.Certificate, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read the certificate: %w", err)
	}
	if block, _ := pem.Decode(content); block != nil {
		content = block.Bytes
	}
	cert, err := x509.ParseCertificate(content)
	if err != nil {
		return nil, fmt.Errorf("%s is no certificate: %w", file, err)
	}
	return cert, nil
}
