package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"ukey/app"
	"ukey/app/settings"
	"ukey/cmd/internal/setup"
	"ukey/token"
)

// watchDocument is one line of watch --json: what list --json would print at
// that moment, and what has changed since the line before. On the first line
// all keys have come.
type watchDocument struct {
	At string `json:"at"`
	listDocument
	Plugged   []tokenName `json:"plugged"`
	Unplugged []tokenName `json:"unplugged"`
}

func (p *program) watchCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "watch",
		Short: p.say.T("cli.watch.short"),
		Long:  p.say.T("cli.watch.long"),
		Args:  p.noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return p.withKeys(c.Context(), nil, p.watch)
		},
	}
}

// watch prints a line for each change until it is told to stop, which is how
// it ends well. It ends as well when nobody reads its lines any more.
func (p *program) watch(ctx context.Context, _ *settings.Settings, desk *setup.Desk) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var last *app.Snapshot
	var failed error
	err := desk.Watch(ctx, func(s *app.Snapshot) {
		s, _ = p.choose(s) // that there is no key is news here, not an error
		if failed = p.writeChange(last, s); failed != nil {
			stop()
		}
		last = s
	})
	switch {
	case failed != nil:
		return failed
	case errors.Is(err, context.Canceled):
		return nil
	}
	return err
}

func (p *program) writeChange(last, s *app.Snapshot) error {
	first := last == nil
	if first {
		last = &app.Snapshot{}
	}
	came, went := missing(s, last), missing(last, s)
	if p.flags.json {
		return writeJSONLine(p.out, watchDocument{
			At:           s.At.UTC().Format(time.RFC3339),
			listDocument: newListDocument(s, p.reason),
			Plugged:      tokenNames(came),
			Unplugged:    tokenNames(went),
		})
	}
	if first || !slices.Equal(problemTexts(p, last), problemTexts(p, s)) {
		p.warnOfProblems(s.Problems)
	}
	var lines []string
	for _, id := range went {
		lines = append(lines, p.say.T("cli.watch.unplugged", "Label", id.Label, "Serial", id.Serial))
	}
	for _, id := range came {
		lines = append(lines, p.say.T("cli.watch.plugged", "Label", id.Label, "Serial", id.Serial))
	}
	switch {
	case len(lines) > 0:
	case first:
		lines = append(lines, p.say.T("cli.watch.waiting"))
	default:
		lines = append(lines, p.say.T("cli.watch.changed"))
	}
	for _, line := range lines {
		if _, err := fmt.Fprintf(p.out, "%s  %s\n", s.At.Local().Format(time.TimeOnly), line); err != nil {
			return err
		}
	}
	return nil
}

// missing lists the keys of s that are not in other.
func missing(s, other *app.Snapshot) []token.ID {
	var ids []token.ID
	for i := range s.Keys {
		if id := s.Keys[i].ID; other.Key(id) == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

func tokenNames(ids []token.ID) []tokenName {
	names := make([]tokenName, 0, len(ids))
	for _, id := range ids {
		names = append(names, tokenName{id.Label, id.Serial})
	}
	return names
}

func problemTexts(p *program, s *app.Snapshot) []string {
	var texts []string
	for _, problem := range s.Problems {
		texts = append(texts, p.problem(problem).Text)
	}
	return texts
}
