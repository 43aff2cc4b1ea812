package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"ukey/renew/ca"
	"ukey/renew/ca/casework"
	"ukey/renew/cases"
)

// caseLine is a case in `ukeyca cases --json`.
type caseLine struct {
	ID         string      `json:"id"`
	State      cases.State `json:"state"`
	Created    time.Time   `json:"created"`
	Updated    time.Time   `json:"updated"`
	Submitted  time.Time   `json:"submitted,omitzero"`
	Expected   time.Time   `json:"expected,omitzero"`
	Holder     string      `json:"holder"`
	CreditCode string      `json:"creditCode,omitempty"`
	Applicant  string      `json:"applicant,omitempty"`
}

func casesCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "cases --data DIR [--state STATE] [--text TEXT] [--json]",
		Short: "List the applications of those whose certificate has expired",
		Long: "List the applications of those whose certificate has expired, the oldest first.\n" +
			"The states are draft, review, need-more, rejected, approved, issued and done; what\n" +
			"is in review waits for you.",
	}
	state := cmd.Flags().String("state", "", "only those in this `state`")
	text := cmd.Flags().String("text", "", "only those with this `text` in ID, holder, credit code or applicant")
	asJSON := cmd.Flags().Bool("json", false, "print one JSON object a line")
	return command(cmd, func(cmd *cobra.Command, where ca.Config) error {
		if *state != "" && !slices.Contains(cases.States(), cases.State(*state)) {
			return usagef("--state %s: not one of %v", *state, cases.States())
		}
		return withCA(cmd, where, func(authority *ca.CA) error {
			found, err := listCases(cmd, authority.Cases(), casework.Query{State: cases.State(*state), Text: *text})
			if err != nil {
				return err
			}
			if *asJSON {
				return printCasesJSON(cmd, found)
			}
			return printCases(cmd, found)
		})
	})
}

// listCases gathers all pages.
func listCases(cmd *cobra.Command, service *casework.Service, query casework.Query) (found []casework.Summary, err error) {
	query.Limit = casework.MaxPage
	for {
		page, err := service.List(cmd.Context(), query)
		if err != nil {
			return nil, err
		}
		found = append(found, page.Cases...)
		if query.Offset += len(page.Cases); len(page.Cases) == 0 || query.Offset >= page.Total {
			return found, nil
		}
	}
}

func printCasesJSON(cmd *cobra.Command, found []casework.Summary) error {
	encoder := json.NewEncoder(cmd.OutOrStdout())
	for _, c := range found {
		err := encoder.Encode(caseLine{
			ID: c.ID, State: c.State, Created: c.Created, Updated: c.Updated, Submitted: c.Submitted, Expected: c.Expected,
			Holder: c.Holder, CreditCode: c.CreditCode, Applicant: c.Applicant,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func printCases(cmd *cobra.Command, found []casework.Summary) error {
	if len(found) == 0 {
		_, err := fmt.Fprintln(cmd.OutOrStdout(), "No cases")
		return err
	}
	table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "CASE\tSTATE\tUPDATED\tHOLDER\tAPPLICANT")
	for _, c := range found {
		fmt.Fprintf(table, "%s\t%s\t%s\t%q\t%q\n", c.ID, c.State, c.Updated.Format(time.RFC3339), c.Holder, c.Applicant)
	}
	return table.Flush()
}

// caseCommand finishes a command about one case, which is its argument.
func caseCommand(cmd *cobra.Command, do func(cmd *cobra.Command, where ca.Config, id string) error) *cobra.Command {
	command(cmd, func(cmd *cobra.Command, where ca.Config) error { return do(cmd, where, cmd.Flags().Arg(0)) })
	cmd.Args = func(_ *cobra.Command, args []string) error {
		if len(args) != 1 {
			return errors.New("name one case, by the ID that `ukeyca cases` prints")
		}
		return nil
	}
	return cmd
}

// decide does something with a case as it is now.
func decide(cmd *cobra.Command, where ca.Config, id string, do func(*casework.Service, *casework.File) error) error {
	return withCA(cmd, where, func(authority *ca.CA) error {
		service := authority.Cases()
		file, err := service.Get(cmd.Context(), id)
		if err != nil {
			return fmt.Errorf("case %s: %w", id, err)
		}
		if err := do(service, file); err != nil {
			return fmt.Errorf("case %s: %w", id, err)
		}
		return nil
	})
}
