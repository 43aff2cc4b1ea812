package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ukey/app"
	"ukey/app/discovery"
	"ukey/app/settings"
	"ukey/cmd/internal/setup"
)

// doctorDocument is what doctor --json prints. The checks are in the order of
// the layers.
type doctorDocument struct {
	At     string         `json:"at"`
	Result app.Result     `json:"result"` // the worst of all
	Checks []checkedThing `json:"checks"`
}

// checkedThing is one check. Layer, Result and Finding are words that stay the
// same in every language; Cause and Next are sentences, Detail is for support.
type checkedThing struct {
	Layer   app.Layer   `json:"layer"`
	Subject string      `json:"subject"`
	Result  app.Result  `json:"result"`
	Finding app.Finding `json:"finding"`
	Cause   string      `json:"cause"`
	Next    string      `json:"next,omitempty"`
	Detail  string      `json:"detail,omitempty"`

	Driver      *driverDocument `json:"driver,omitempty"`
	Token       *tokenName      `json:"token,omitempty"`
	Certificate string          `json:"certificate,omitempty"` // SHA-256 of the DER
	// Also are drivers through which the same key is seen once more.
	Also []string `json:"also,omitempty"`
}

type driverDocument struct {
	Path   string           `json:"path"`
	Vendor string           `json:"vendor"`
	Source discovery.Source `json:"source"`
	State  app.DriverState  `json:"state"`
}

func (p *program) doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: p.say.T("cli.doctor.short"),
		Long:  p.say.T("cli.doctor.long"),
		Args:  p.noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return p.withKeys(c.Context(), nil, p.doctor)
		},
	}
}

// doctor answers by its exit code whether anything has failed. That the key
// that was named is not there is in the report, too, and more to a script than
// what else has failed.
func (p *program) doctor(ctx context.Context, s *settings.Settings, desk *setup.Desk) error {
	desk.CA, desk.CAErr = setup.CA(s)
	report := desk.Doctor(ctx, app.Examination{Selector: p.flags.token})
	err := ctx.Err()
	if err != nil {
		return err
	}
	if p.flags.json {
		err = writeJSON(p.out, p.newDoctorDocument(report))
	} else {
		err = p.writeReport(report)
	}
	switch {
	case err != nil:
		return err
	case report.Missing != nil:
		return outcome(classify(report.Missing).exit)
	case report.Result() == app.ResultFailed:
		return outcome(exitFailed)
	}
	return nil
}

func (p *program) newDoctorDocument(r *app.Report) doctorDocument {
	doc := doctorDocument{At: r.At.UTC().Format(time.RFC3339), Result: r.Result(), Checks: []checkedThing{}}
	for i := range r.Checks {
		c := &r.Checks[i]
		m := p.say.Check(c)
		thing := checkedThing{
			Layer: c.Layer, Subject: p.say.Subject(c), Result: c.Result, Finding: c.Finding,
			Cause: m.Text, Next: m.Next, Detail: m.Detail,
		}
		if d := c.Driver; d != nil {
			thing.Driver = &driverDocument{d.Path, d.Vendor, d.Source, d.State}
		}
		if c.Key != nil {
			thing.Token = &tokenName{c.Key.ID.Label, c.Key.ID.Serial}
		}
		if c.Certificate != nil {
			sum := c.Certificate.SHA256()
			thing.Certificate = hex.EncodeToString(sum[:])
		}
		if c.Layer == app.LayerToken && c.Key != nil {
			thing.Also = c.Key.Also
		}
		doc.Checks = append(doc.Checks, thing)
	}
	return doc
}

// writeReport writes a report for people: a heading for each layer, a line for
// each check, and under it what to do.
func (p *program) writeReport(r *app.Report) error {
	var b strings.Builder
	var layer app.Layer
	failed := 0
	for i := range r.Checks {
		c := &r.Checks[i]
		if c.Layer != layer {
			layer = c.Layer
			fmt.Fprintln(&b, p.say.Layer(layer))
		}
		if c.Result == app.ResultFailed {
			failed++
		}
		p.writeCheck(&b, c)
	}
	verdict := p.say.T("cli.doctor.ok")
	switch r.Result() {
	case app.ResultFailed:
		verdict = p.say.N("cli.doctor.failed", failed)
	case app.ResultWarning:
		verdict = p.say.T("cli.doctor.warning")
	}
	fmt.Fprintf(&b, "\n%s\n", verdict)
	_, err := fmt.Fprint(p.out, b.String())
	return err
}

func (p *program) writeCheck(b *strings.Builder, c *app.Check) {
	m := p.say.Check(c)
	text := m.Text
	if subject := p.say.Subject(c); subject != "" && !strings.Contains(text, subject) {
		text = p.say.T("cli.doctor.subject", "Subject", subject, "Text", text)
	}
	fmt.Fprintf(b, "  %s\n", p.say.T("cli.doctor.line", "Result", p.say.Result(c.Result), "Text", text))
	for _, line := range []string{p.also(c), m.Next} {
		if line != "" {
			fmt.Fprintf(b, "    %s\n", line)
		}
	}
	if p.flags.verbose && m.Detail != "" {
		fmt.Fprintf(b, "    %s\n", p.say.T("cli.detail", "Detail", m.Detail))
	}
}

// also names the drivers through which the same key is seen once more.
func (p *program) also(c *app.Check) string {
	if c.Layer != app.LayerToken || c.Key == nil || len(c.Key.Also) == 0 {
		return ""
	}
	return p.say.T("cli.doctor.also", "Driver", c.Key.ID.Driver, "Drivers", strings.Join(c.Key.Also, ", "))
}
