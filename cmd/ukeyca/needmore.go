package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"ukey/renew/ca"
	"ukey/renew/ca/casework"
	"ukey/renew/cases"
)

func needMoreCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "need-more --data DIR CASE [--field FIELD=TEXT]... [--document KIND=TEXT]... [--note TEXT]",
		Short: "Give a case back to the applicant, with reasons",
		Long: "Give a case in review back to the applicant, who corrects what the reasons name\n" +
			"and submits again. The fields are idNumber, name, address, phone and email; the\n" +
			"documents organisation, id-card and authorisation.",
	}
	// An array, not a slice: a reason may have commas in it.
	fields := cmd.Flags().StringArray("field", nil, "what is wrong with a field of the form: `FIELD=TEXT` (may be repeated)")
	documents := cmd.Flags().StringArray("document", nil, "what is wrong with a scan: `KIND=TEXT` (may be repeated)")
	note := cmd.Flags().String("note", "", "`text` about the whole")
	return caseCommand(cmd, func(cmd *cobra.Command, where ca.Config, id string) error {
		reasons := cases.Reasons{Note: *note, Fields: map[cases.Field]string{}, Documents: map[cases.Kind]string{}}
		err := pairs("--field", *fields, func(name, text string) { reasons.Fields[cases.Field(name)] = text })
		if err != nil {
			return err
		}
		err = pairs("--document", *documents, func(name, text string) { reasons.Documents[cases.Kind(name)] = text })
		if err != nil {
			return err
		}
		if reasons.Empty() {
			return usagef("say what is missing, with --field, --document or --note")
		}
		return decide(cmd, where, id, func(service *casework.Service, seen *casework.File) error {
			if _, err := service.NeedMore(cmd.Context(), atConsole(), id, seen.Version, reasons); err != nil {
				return err
			}
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "Given back %s\n", id)
			return err
		})
	})
}

// pairs takes the values of a flag apart.
func pairs(flag string, values []string, take func(name, text string)) error {
	for _, value := range values {
		name, text, ok := strings.Cut(value, "=")
		if !ok || strings.TrimSpace(text) == "" {
			return usagef("%s %q: want NAME=TEXT", flag, value)
		}
		take(name, text)
	}
	return nil
}
