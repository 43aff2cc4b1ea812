package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"ukey/app"
	"ukey/app/settings"
	"ukey/cmd/internal/setup"
	"ukey/token"
)

// checkDocument is what check --json prints.
type checkDocument struct {
	// Days is the threshold that was applied.
	Days int `json:"days"`
	// Status is the worst that was found: ok, expiring or expired.
	Status   string            `json:"status"`
	Due      []dueDocument     `json:"due"`
	Problems []problemDocument `json:"problems"`
}

// dueDocument is a certificate that something has to be done about.
type dueDocument struct {
	Token       tokenName           `json:"token"`
	Certificate certificateDocument `json:"certificate"`
}

func (p *program) checkCommand() *cobra.Command {
	var days int
	c := &cobra.Command{
		Use:   "check",
		Short: p.say.T("cli.check.short"),
		Long:  p.say.T("cli.check.long"),
		Args:  p.noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			options := map[string]any{}
			if c.Flags().Changed("days") {
				options[settings.WarnDays] = days
			}
			return p.withKeys(c.Context(), options, p.check)
		},
	}
	c.Flags().IntVar(&days, "days", settings.DefaultWarnDays, p.say.T("cli.check.days"))
	return c
}

// check answers by its exit code. Certificates that a newer one has replaced
// and those of CAs are not counted. A key whose certificates could not be read
// is an error unless something is due anyway: nothing is known to be well.
func (p *program) check(ctx context.Context, _ *settings.Settings, desk *setup.Desk) error {
	s, err := p.choose(desk.List(ctx))
	if err != nil {
		return err
	}
	due, worst := dueCertificates(s)
	if p.flags.json {
		err = writeJSON(p.out, p.newCheckDocument(s, due, worst, desk.WarnDays))
	} else {
		p.warnOfProblems(s.Problems)
		err = p.writeDue(due, desk.WarnDays)
	}
	if err != nil {
		return err
	}
	if worst != exitDone {
		return outcome(worst)
	}
	return unreadable(s)
}

// dueCertificates finds what is due, the most urgent first, and the exit code
// for it.
func dueCertificates(s *app.Snapshot) (due []found, worst int) {
	worst = exitDone
	for i := range s.Keys {
		k := &s.Keys[i]
		for j := range k.Certificates {
			c := &k.Certificates[j]
			if !c.Due() {
				continue
			}
			due = append(due, found{k, c})
			if c.Status == token.Expired {
				worst = exitExpired
			} else {
				worst = max(worst, exitExpiring)
			}
		}
	}
	slices.SortStableFunc(due, func(a, b found) int {
		return cmp.Compare(a.certificate.DaysLeft, b.certificate.DaysLeft)
	})
	return due, worst
}

func (p *program) newCheckDocument(s *app.Snapshot, due []found, worst, days int) checkDocument {
	doc := checkDocument{
		Days:     days,
		Status:   map[int]string{exitDone: "ok", exitExpiring: "expiring", exitExpired: "expired"}[worst],
		Due:      []dueDocument{},
		Problems: newListDocument(s, p.reason).Problems,
	}
	for _, f := range due {
		doc.Due = append(doc.Due, dueDocument{tokenName{f.key.ID.Label, f.key.ID.Serial}, newCertificateDocument(f.certificate)})
	}
	return doc
}

func (p *program) writeDue(due []found, days int) error {
	if len(due) == 0 {
		_, err := fmt.Fprintln(p.out, p.say.N("cli.check.none", days))
		return err
	}
	t := table{}
	for _, f := range due {
		c := f.certificate
		t.row(p.say.T("cli.key", "Label", f.key.ID.Label, "Serial", f.key.ID.Serial),
			p.say.Use(c.Use), period(c, p.say), p.say.Status(c), holder(c))
	}
	return t.write(p.out)
}
