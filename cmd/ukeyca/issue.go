package main

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"ukey/renew/ca"
	"ukey/renew/ca/casework"
)

func issueCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "issue --data DIR --csr FILE --profile sign|encrypt",
		Short: "Certify a request that you have looked at",
		Long: "Certify a request (PKCS#10, PEM or DER) that you have looked at, and print the\n" +
			"certificate and then the issuing CA's, in PEM. It may be called while the CA\n" +
			"serves. Times are RFC 3339, such as 2026-07-20T00:00:00+08:00; without them\n" +
			"the certificate is valid for a year from now.",
	}
	flags := cmd.Flags()
	file := flags.String("csr", "", "`file` with the certificate request")
	profileName := flags.String("profile", "", "what the certificate is for: `sign|encrypt`")
	notBefore := flags.String("not-before", "", "`time` from which it is valid")
	notAfter := flags.String("not-after", "", "`time` until which it is valid")
	creditCode := flags.String("credit-code", "", "unified social credit `code` (统一社会信用代码) to add, if the request has none")
	phone := flags.String("phone", "", "mobile `number` of the organisation, which one-time codes go to from now on")
	return command(cmd, func(cmd *cobra.Command, where ca.Config) error {
		if *file == "" {
			return usagef("--csr FILE is missing: say which request to certify")
		}
		profile, err := ca.ParseProfile(*profileName)
		if err != nil {
			return usagef("--profile: %w", err)
		}
		var validity ca.Validity
		if validity.NotBefore, err = parseTime("--not-before", *notBefore); err != nil {
			return err
		}
		if validity.NotAfter, err = parseTime("--not-after", *notAfter); err != nil {
			return err
		}
		var added []pkix.Extension
		if *creditCode != "" {
			code, err := ca.CreditCode(*creditCode)
			if err != nil {
				return usagef("--credit-code: %w", err)
			}
			added = append(added, code)
		}
		if *phone != "" {
			if err := casework.CheckMobile(*phone); err != nil {
				return usagef("--phone: %w", err)
			}
		}
		return issue(cmd, where, *file, *phone, profile, validity, added)
	})
}

func parseTime(flag, value string) (time.Time, error) {
	if value == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, value)
	if err != nil {
		return t, usagef("%s %s: not an RFC 3339 time such as 2026-07-20T00:00:00Z", flag, value)
	}
	return t, nil
}

func issue(cmd *cobra.Command, where ca.Config, file, phone string, profile ca.Profile, validity ca.Validity, added []pkix.Extension) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("cannot read the certificate request: %w", err)
	}
	csr, err := ca.DecodeRequest(content)
	if err != nil {
		return fmt.Errorf("%s is no certificate request: %w", file, err)
	}
	return withCA(cmd, where, func(authority *ca.CA) error {
		der, err := authority.Issue(cmd.Context(), csr, profile, validity, added...)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if phone != "" {
			if err := putOnRecord(cmd, authority, der, phone); err != nil {
				return fmt.Errorf("put the number on record (the certificate is issued): %w", err)
			}
		}
		for _, cert := range [][]byte{der, authority.Chain()[0].Raw} {
			if err := pem.Encode(cmd.OutOrStdout(), &pem.Block{Type: "CERTIFICATE", Bytes: cert}); err != nil {
				return fmt.Errorf("print the certificate (it is issued): %w", err)
			}
		}
		return nil
	})
}

// putOnRecord notes whom one-time codes for the holder of a certificate, DER,
// go to.
func putOnRecord(cmd *cobra.Command, authority *ca.CA, der []byte, phone string) error {
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return err
	}
	return authority.Cases().PutOnRecord(cmd.Context(), atConsole(), cert.RawSubject, phone)
}
