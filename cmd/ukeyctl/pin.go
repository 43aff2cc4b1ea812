package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"ukey/app/settings"
	"ukey/cmd/internal/setup"
)

// pinDone is what pin change --json prints.
type pinDone struct {
	Token   tokenName `json:"token"`
	Changed bool      `json:"changed"`
}

func (p *program) pinCommand() *cobra.Command {
	pin := &cobra.Command{Use: "pin", Short: p.say.T("cli.pin.short"), Args: p.noArgs, RunE: p.needsSubcommand}
	var spendLastTry bool
	change := &cobra.Command{
		Use:   "change",
		Short: p.say.T("cli.pin.change.short"),
		Long:  p.say.T("cli.pin.change.long"),
		Args:  p.noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return p.withKeys(c.Context(), nil, func(ctx context.Context, _ *settings.Settings, desk *setup.Desk) error {
				return p.changePIN(ctx, desk, agreement{lastTry: spendLastTry})
			})
		},
	}
	p.registerLastTry(change, &spendLastTry)
	pin.AddCommand(change, p.unblockCommand())
	return pin
}

func (p *program) changePIN(ctx context.Context, desk *setup.Desk, agreed agreement) error {
	k, err := p.one(ctx, desk)
	if err != nil {
		return err
	}
	if err := desk.ChangePIN(ctx, k.ID, p.asker(agreed)); err != nil {
		return err
	}
	if p.flags.json {
		return writeJSON(p.out, pinDone{tokenName{k.ID.Label, k.ID.Serial}, true})
	}
	_, err = fmt.Fprintln(p.out, p.say.T("cli.pin.changed", "Label", k.ID.Label, "Serial", k.ID.Serial))
	return err
}

func (p *program) registerLastTry(c *cobra.Command, agreed *bool) {
	c.Flags().BoolVar(agreed, "spend-last-try", false, p.say.T("cli.flag.spend-last-try"))
}
