package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"ukey/app/settings"
	"ukey/cmd/internal/setup"
	"ukey/token"
)

// errLastPUKTry: the PUK has one try left and nobody is there to agree to
// spending it.
var errLastPUKTry = fmt.Errorf("%w: of the PUK", token.ErrLastTry)

// unblockDone is what pin unblock --json prints.
type unblockDone struct {
	Token     tokenName `json:"token"`
	Unblocked bool      `json:"unblocked"`
}

func (p *program) unblockCommand() *cobra.Command {
	var spendLastTry bool
	c := &cobra.Command{
		Use:   "unblock",
		Short: p.say.T("cli.pin.unblock.short"),
		Long:  p.say.T("cli.pin.unblock.long"),
		Args:  p.noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return p.withKeys(c.Context(), nil, func(ctx context.Context, _ *settings.Settings, desk *setup.Desk) error {
				return p.unblockPIN(ctx, desk, agreement{lastTry: spendLastTry})
			})
		},
	}
	c.Flags().BoolVar(&spendLastTry, "spend-last-try", false, p.say.T("cli.flag.spend-last-puk-try"))
	return c
}

func (p *program) unblockPIN(ctx context.Context, desk *setup.Desk, agreed agreement) error {
	k, err := p.one(ctx, desk)
	if err != nil {
		return err
	}
	if err := desk.UnblockPIN(ctx, k.ID, p.asker(agreed)); err != nil {
		return err
	}
	if p.flags.json {
		return writeJSON(p.out, unblockDone{tokenName{k.ID.Label, k.ID.Serial}, true})
	}
	_, err = fmt.Fprintln(p.out, p.say.T("cli.pin.unblocked", "Label", k.ID.Label, "Serial", k.ID.Serial))
	return err
}
