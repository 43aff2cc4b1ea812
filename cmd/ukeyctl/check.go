package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

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
	// Renew is null for one that has expired.
	Renew *renewDocument `json:"renew"`
}

// renewDocument is when a certificate had best be renewed: at a moment in a
// window that is the CA's, or else reckoned from the threshold.
type renewDocument struct {
	At    *string `json:"at"`
	From  *string `json:"from"`
	Until *string `json:"until"`
	ByCA  bool    `json:"byCA"`
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
func (p *program) check(ctx context.Context, set *settings.Settings, desk *setup.Desk) error {
	s, err := p.choose(desk.List(ctx))
	if err != nil {
		return err
	}
	due, worst := dueCertificates(s)
	desk.CA, desk.CAErr = setup.CA(set)
	when := desk.Suggest(ctx, certificatesOf(due))
	if p.flags.json {
		err = writeJSON(p.out, p.newCheckDocument(s, due, when, worst, desk.WarnDays))
	} else {
		p.warnOfProblems(s.Problems)
		err = p.writeDue(due, when, s.At, desk.WarnDays)
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

func certificatesOf(all []found) []*app.Certificate {
	certificates := make([]*app.Certificate, 0, len(all))
	for _, f := range all {
		certificates = append(certificates, f.certificate)
	}
	return certificates
}

func (p *program) newCheckDocument(s *app.Snapshot, due []found, when []*app.Suggestion, worst, days int) checkDocument {
	doc := checkDocument{
		Days:     days,
		Status:   map[int]string{exitDone: "ok", exitExpiring: "expiring", exitExpired: "expired"}[worst],
		Due:      []dueDocument{},
		Problems: newListDocument(s, p.reason).Problems,
	}
	for i, f := range due {
		d := dueDocument{Token: tokenName{f.key.ID.Label, f.key.ID.Serial}, Certificate: newCertificateDocument(f.certificate)}
		if w := when[i]; w != nil {
			d.Renew = &renewDocument{At: timestamp(w.At), From: timestamp(w.From), Until: timestamp(w.Until), ByCA: w.ByCA}
		}
		doc.Due = append(doc.Due, d)
	}
	return doc
}

func (p *program) writeDue(due []found, when []*app.Suggestion, now time.Time, days int) error {
	if len(due) == 0 {
		_, err := fmt.Fprintln(p.out, p.say.N("cli.check.none", days))
		return err
	}
	t := table{}
	for i, f := range due {
		c := f.certificate
		t.row(p.say.T("cli.key", "Label", f.key.ID.Label, "Serial", f.key.ID.Serial),
			p.say.Use(c.Use), period(c, p.say), p.say.Status(c), p.advice(when[i], now), holder(c))
	}
	return t.write(p.out)
}

// advice says when to renew.
func (p *program) advice(s *app.Suggestion, now time.Time) string {
	switch {
	case s == nil:
		return ""
	case s.Revoked:
		return p.say.T("cli.check.revoked")
	case s.At.After(now):
		return p.say.T("cli.check.renew-on", "Date", p.say.Date(s.At))
	default:
		return p.say.T("cli.check.renew-now")
	}
}
