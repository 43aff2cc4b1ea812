package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"ukey/renew/ca"
)

// auditLine is a record in `ukeyca audit --json`.
type auditLine struct {
	Seq     int64           `json:"seq"`
	At      time.Time       `json:"at"`
	Actor   string          `json:"actor"`
	Role    string          `json:"role"`
	Action  string          `json:"action"`
	Subject string          `json:"subject"`
	Detail  json.RawMessage `json:"detail"`
	Hash    string          `json:"hash"`
}

func auditCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "audit --data DIR [--head SEQ:HASH] [--json]",
		Short: "Print the audit log and check that nobody has changed it",
		Long: "Print who did what, and check the chain that each record forms with the one before.\n" +
			"A broken chain is told with its place, after the records that are right, and ends\n" +
			"the program with 1. The last line, on standard error, names the head of the log:\n" +
			"keep it where nobody who looks after the CA can change it, and give it with --head\n" +
			"the next time. Without one, what is missing shows only as long as whoever removed it\n" +
			"could not write to the CA's folder, and not if it was within the last minute.",
	}
	known := cmd.Flags().StringArray("head", nil, "a `head` that an earlier check has printed (may be repeated)")
	asJSON := cmd.Flags().Bool("json", false, "print one JSON object a line")
	return command(cmd, func(cmd *cobra.Command, where ca.Config) error {
		var heads []ca.AuditHead
		for _, text := range *known {
			head, err := ca.ParseAuditHead(text)
			if err != nil {
				return usagef("--head %s: %w", text, err)
			}
			heads = append(heads, head)
		}
		return withCA(cmd, where, func(authority *ca.CA) error { return audit(cmd, authority, heads, *asJSON) })
	})
}

func audit(cmd *cobra.Command, authority *ca.CA, known []ca.AuditHead, asJSON bool) error {
	table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	encoder := json.NewEncoder(cmd.OutOrStdout())
	head, err := authority.VerifyAudit(cmd.Context(), func(r ca.AuditRecord) error {
		if asJSON {
			return encoder.Encode(auditLine{
				Seq: r.Seq, At: r.At, Actor: r.Actor, Role: r.Role, Action: string(r.Action),
				Subject: r.Subject, Detail: json.RawMessage(r.Detail), Hash: r.Hash.String(),
			})
		}
		_, err := fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%s\t%s\n", r.Seq, r.At.Format(time.RFC3339),
			plain(r.Role), plain(r.Actor), r.Action, plain(r.Subject), r.Detail)
		return err
	}, known...)
	err = errors.Join(table.Flush(), err)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(cmd.ErrOrStderr(), "The audit log is sound: %d records, head %s\n", head.Seq, head)
	return err
}

// plain quotes what would disturb a table or a terminal.
func plain(text string) string {
	quoted := fmt.Sprintf("%q", text)
	if text != "" && quoted == `"`+text+`"` && !strings.Contains(text, " ") {
		return text
	}
	return quoted
}
