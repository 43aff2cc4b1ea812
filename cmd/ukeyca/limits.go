package main

import (
	"github.com/spf13/cobra"

	"ukey/renew/ca"
)

// limitFlags are the limits that an operator may want to set. What is zero has
// the CA's default.
func limitFlags(cmd *cobra.Command) *ca.Limits {
	limits := new(ca.Limits)
	flags := cmd.Flags()
	flags.IntVar(&limits.Connections, "max-conns", 0, "`NUMBER` of connections there may be at once (default 1024; -1: any number)")
	flags.Float64Var(&limits.PerAddress, "rate-address", 0, "`NUMBER` of requests a second that an address may make in the long run (default 20; -1: any number)")
	flags.Float64Var(&limits.PerCertificate, "rate-certificate", 0, "`NUMBER` of requests a second that a certificate may make in the long run (default 2; -1: any number)")
	flags.IntVar(&limits.KeyQueue, "key-queue", 0, "`NUMBER` of requests that may wait for an encryption key (default 64; -1: any number)")
	return limits
}
