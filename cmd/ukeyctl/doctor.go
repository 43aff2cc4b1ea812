package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"ukey/app"
	"ukey/app/settings"
	"ukey/assets"
	"ukey/cmd/internal/setup"
	"ukey/ui/report"
)

func (p *program) doctorCommand() *cobra.Command {
	var masked bool
	c := &cobra.Command{
		Use:   "doctor",
		Short: p.say.T("cli.doctor.short"),
		Long:  p.say.T("cli.doctor.long"),
		Args:  p.noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return p.withKeys(c.Context(), nil, func(ctx context.Context, s *settings.Settings, desk *setup.Desk) error {
				return p.doctor(ctx, s, desk, masked)
			})
		},
	}
	c.Flags().BoolVar(&masked, "masked", false, p.say.T("cli.doctor.masked"))
	return c
}

// doctor answers by its exit code whether anything has failed. That the key
// that was named is not there is in the report, too, and more to a script than
// what else has failed.
func (p *program) doctor(ctx context.Context, s *settings.Settings, desk *setup.Desk, masked bool) error {
	desk.CA, desk.CAErr = setup.CA(s)
	r := desk.Doctor(ctx, app.Examination{Selector: p.flags.token})
	err := ctx.Err()
	if err != nil {
		return err
	}
	if p.flags.json {
		doc := report.New(p.say, r, assets.Version())
		if masked {
			doc = doc.Masked(r.Masker())
		}
		err = writeJSON(p.out, doc)
	} else {
		text := report.Text(p.say, r, p.flags.verbose)
		if masked {
			text = r.Masker().Text(text)
		}
		_, err = fmt.Fprint(p.out, text)
	}
	switch {
	case err != nil:
		return err
	case r.Missing != nil:
		return outcome(classify(r.Missing).exit)
	case r.Result() == app.ResultFailed:
		return outcome(exitFailed)
	}
	return nil
}
