package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"ukey/app"
	"ukey/app/settings"
	"ukey/cmd/internal/setup"
	"ukey/ui/words"
)

func (p *program) listCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: p.say.T("cli.list.short"),
		Long:  p.say.T("cli.list.long"),
		Args:  p.noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return p.withKeys(c.Context(), nil, p.list)
		},
	}
}

// list prints what it found also where that is nothing, so that a script gets
// its document in any case; the exit code tells.
func (p *program) list(ctx context.Context, _ *settings.Settings, desk *setup.Desk) error {
	all := desk.Glance(ctx, p.flags.token)
	if err := ctx.Err(); err != nil {
		return err
	}
	s, missing := p.choose(all)
	if p.flags.json {
		if err := writeJSON(p.out, newListDocument(s, p.reason)); err != nil {
			return err
		}
		return cmp.Or(missing, unreadable(s), unanswered(s))
	}
	if missing != nil {
		return missing
	}
	p.warnOfProblems(s.Problems)
	if err := writeList(p.out, s, p.say); err != nil {
		return err
	}
	return cmp.Or(unreadable(s), unanswered(s))
}

// unreadable is why the certificates of a key could not be read: a list
// without them is not the whole truth.
func unreadable(s *app.Snapshot) error {
	for i := range s.Keys {
		if err := s.Keys[i].Err; err != nil {
			return err
		}
	}
	return nil
}

// unanswered answers by the exit code that a driver has been left behind, which
// may have keys as well. The problems say so already.
func unanswered(s *app.Snapshot) error {
	silent := func(p app.Problem) bool { return errors.Is(p.Err, app.ErrDriverSilent) }
	if slices.ContainsFunc(s.Problems, silent) {
		return outcome(exitDriver)
	}
	return nil
}

// reason is an error in a document: one sentence in the person's language.
func (p *program) reason(err error) string { return p.message(err).Text }

// writeList writes keys and their certificates for people.
func writeList(w io.Writer, s *app.Snapshot, say *words.Printer) error {
	for i := range s.Keys {
		if i > 0 {
			if _, err := fmt.Fprintln(w); err != nil {
				return err
			}
		}
		if err := writeKey(w, &s.Keys[i], say); err != nil {
			return err
		}
	}
	return nil
}

func writeKey(w io.Writer, k *app.Key, say *words.Printer) error {
	_, err := fmt.Fprintf(w, "%s\n  %s\n", say.T("cli.key", "Label", k.ID.Label, "Serial", k.ID.Serial),
		say.T("cli.key.pin", "State", say.PINState(k.PIN.State)))
	if err != nil {
		return err
	}
	if k.Err != nil {
		_, err := fmt.Fprintf(w, "  %s\n", say.T("cli.key.unreadable"))
		return err
	}
	if len(k.Certificates) == 0 {
		_, err := fmt.Fprintf(w, "  %s\n", say.T("cli.key.empty"))
		return err
	}
	t := table{indent: 2}
	for i := range k.Certificates {
		c := &k.Certificates[i]
		t.row(say.Use(c.Use), fingerprint(c), period(c, say), state(c, say), holder(c))
	}
	return t.write(w)
}

// fingerprint is enough of the SHA-256 to name a certificate to show.
func fingerprint(c *app.Certificate) string {
	sum := c.SHA256()
	return fmt.Sprintf("%x", sum[:4])
}

func period(c *app.Certificate, say *words.Printer) string {
	if c.NotBefore.IsZero() || c.NotAfter.IsZero() {
		return "–"
	}
	return say.Period(c.NotBefore, c.NotAfter)
}

// state says where a certificate stands. One that a newer one has replaced is
// nothing to worry about, whatever its date.
func state(c *app.Certificate, say *words.Printer) string {
	if c.Superseded {
		return say.T("status.superseded")
	}
	return say.Status(c)
}

// holder names whose certificate it is.
func holder(c *app.Certificate) string {
	if owner := c.Owner(); owner != "" {
		return owner
	}
	if c.Label != "" {
		return c.Label
	}
	return c.ID.String()
}
