package main

import (
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ukey/renew/ca"
)

const defaultWindow = "90-30"

func renewalWindowFlag(cmd *cobra.Command) *string {
	return cmd.Flags().String("renewal-window", defaultWindow,
		"`days` before their end, from and to, between which certificates had best be renewed")
}

// parseWindow reads days such as 90-30.
func parseWindow(text string) (ca.RenewalWindow, error) {
	first, last, ok := strings.Cut(text, "-")
	from, fromErr := strconv.ParseUint(first, 10, 12)
	to, toErr := strconv.ParseUint(last, 10, 12)
	if !ok || fromErr != nil || toErr != nil || from <= to {
		return ca.RenewalWindow{}, usagef("--renewal-window %s: want days before the end, such as %s", text, defaultWindow)
	}
	const day = 24 * time.Hour
	return ca.RenewalWindow{From: time.Duration(from) * day, To: time.Duration(to) * day}, nil
}
