package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"ukey/app"
	"ukey/app/settings"
	"ukey/cmd/internal/setup"
	"ukey/renew"
	"ukey/token"
	"ukey/ui/words"
)

// errNeedsYes: nobody is there to agree to the renewal.
var errNeedsYes = errors.New("--yes is needed where there is no terminal to ask at")

// errNothingToResume: the key has no unfinished renewal.
var errNothingToResume = errors.New("no unfinished renewal")

// renewDone is what renew --json prints.
type renewDone struct {
	Token     tokenName           `json:"token"`
	Signature certificateDocument `json:"signature"`
	// Encryption is null if the key has none.
	Encryption *certificateDocument `json:"encryption"`
	// EncryptionKept is true if the old encryption certificate stays in use.
	EncryptionKept bool `json:"encryptionKept"`
	// EncryptionInMemory is true if the new encryption key was open in this
	// computer's memory on its way into the key.
	EncryptionInMemory bool `json:"encryptionInMemory"`
}

func (p *program) renewCommand() *cobra.Command {
	var certificate string
	renewNamed := func(p *program, ctx context.Context, s *settings.Settings, desk *setup.Desk, a *asker) error {
		return p.renew(ctx, s, desk, certificate, a)
	}
	c := p.renewal(renewNamed, &cobra.Command{
		Use:         "renew",
		Short:       p.say.T("cli.renew.short"),
		Long:        p.say.T("cli.renew.long"),
		Annotations: map[string]string{standsAlone: "yes"},
	})
	c.Flags().StringVar(&certificate, "certificate", "", p.say.T("cli.flag.certificate"))
	resume := p.renewal((*program).resume, &cobra.Command{
		Use:   "resume",
		Short: p.say.T("cli.resume.short"),
		Long:  p.say.T("cli.resume.long"),
	})
	c.AddCommand(resume, p.renewStatusCommand())
	return c
}

// renewalVerb is renew or resume.
type renewalVerb func(p *program, ctx context.Context, s *settings.Settings, desk *setup.Desk, a *asker) error

// renewal makes a command that renews; both take the same flags.
func (p *program) renewal(verb renewalVerb, c *cobra.Command) *cobra.Command {
	var agreed agreement
	c.Args = p.noArgs
	ca := p.caFlags(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		a := p.asker(agreed)
		if !agreed.renewal && !a.interactive() {
			return errNeedsYes
		}
		return p.withKeys(c.Context(), ca.options(c), func(ctx context.Context, s *settings.Settings, desk *setup.Desk) error {
			a.say = p.say
			return verb(p, ctx, s, desk, a)
		})
	}
	c.Flags().BoolVarP(&agreed.renewal, "yes", "y", false, p.say.T("cli.flag.yes"))
	p.registerLastTry(c, &agreed.lastTry)
	return c
}

// renew renews the certificates of the one key, or of the one that is named: those
// of the holder of a certificate, or else of whose end first.
func (p *program) renew(ctx context.Context, s *settings.Settings, desk *setup.Desk, certificate string, a *asker) error {
	ca, err := setup.CA(s)
	if err != nil {
		return err
	}
	k, err := p.one(ctx, desk)
	if err != nil {
		return err
	}
	holder, err := holderNamed(k, certificate)
	if err != nil {
		return err
	}
	desk.CA = ca
	return p.renewKey(ctx, desk, k, holder, a)
}

// resume continues the key's unfinished renewal, or its application, with its
// own CA unless another is set.
func (p *program) resume(ctx context.Context, s *settings.Settings, desk *setup.Desk, a *asker) error {
	k, err := p.one(ctx, desk)
	if err != nil {
		return err
	}
	journal, err := desk.Journals.Unfinished(k.ID)
	if err != nil {
		return err
	}
	draft, err := applicationOf(ctx, desk.App, k.ID, "")
	if err != nil {
		return err
	}
	var url string
	switch {
	case journal != nil:
		url = journal.CA
	case draft != nil && draft.Stage() != app.StageDone:
		url = draft.CA
	default:
		return errNothingToResume
	}
	if s.CA.URL == "" {
		s.CA.URL = url
	}
	if desk.CA, err = setup.CA(s); err != nil {
		return err
	}
	return p.renewKey(ctx, desk, k, "", a)
}

// renewKey renews what is a holder's on a key, see app.Key.Holders.
func (p *program) renewKey(ctx context.Context, desk *setup.Desk, k *app.Key, holder app.HolderID, a *asker) error {
	progress := p.progress()
	result, err := desk.Renew(ctx, k.ID, holder, a, progress)
	if is[*renew.ExpiredError](err) {
		result, err = installApproved(ctx, desk.App, k.ID, holder, err, a, progress)
	}
	if err != nil {
		return err
	}
	judged := func(c *token.Certificate) *app.Certificate {
		a := &app.Certificate{Certificate: *c, Validity: c.Validity(desk.Clock(), desk.WarnDays)}
		a.HasPrivateKey = true // the pair has just proved itself
		return a
	}
	if p.flags.json {
		doc := renewDone{
			Token:          tokenName{k.ID.Label, k.ID.Serial},
			Signature:      newCertificateDocument(judged(result.Signature)),
			EncryptionKept: result.EncryptionKept, EncryptionInMemory: result.EncryptionInMemory,
		}
		if result.Encryption != nil {
			encryption := newCertificateDocument(judged(result.Encryption))
			doc.Encryption = &encryption
		}
		return writeJSON(p.out, doc)
	}
	return writeResult(p.out, k, result, p.say)
}

// progress writes a line on standard error when a step begins. With --json
// standard error is for errors alone.
func (p *program) progress() func(renew.Event) {
	warned := false
	return func(e renew.Event) {
		if p.flags.json || e.Done {
			return
		}
		if !e.CanCancel && !warned {
			warned = true
			fmt.Fprintln(p.err, p.say.T("cli.renew.stay"))
		}
		fmt.Fprintln(p.err, p.say.T("cli.renew.step", "Step", p.say.Step(e.Step)))
	}
}

// writePlan says what is about to be renewed, and what to think of before.
func writePlan(w io.Writer, plan *app.Plan, say *words.Printer) error {
	if plan.Resumes {
		if _, err := fmt.Fprintln(w, say.T("cli.renew.resumes")); err != nil {
			return err
		}
	}
	key := plan.Key.ID
	t := table{}
	t.row(say.T("cli.show.key"), say.T("cli.key", "Label", key.Label, "Serial", key.Serial))
	for _, c := range []*app.Certificate{plan.Signature, plan.Encryption} {
		if c != nil {
			t.row(say.Use(c.Use), holder(c), period(c, say), state(c, say))
		}
	}
	t.row(say.T("cli.renew.ca"), plan.CA)
	if err := t.write(w); err != nil {
		return err
	}
	if plan.Early() {
		if _, err := fmt.Fprintln(w, say.N("cli.renew.early", plan.Signature.DaysLeft)); err != nil {
			return err
		}
	}
	for _, warning := range plan.Preflight.Warnings() {
		m := say.Check(&warning)
		if _, err := fmt.Fprintf(w, "%s\n  %s\n", m.Text, m.Next); err != nil {
			return err
		}
	}
	return nil
}

// writeResult says what is on the key now.
func writeResult(w io.Writer, k *app.Key, r *renew.Result, say *words.Printer) error {
	if _, err := fmt.Fprintln(w, say.T("renewed")); err != nil {
		return err
	}
	t := table{indent: 2}
	for _, c := range []*token.Certificate{r.Signature, r.Encryption} {
		if c != nil {
			t.row(say.Use(c.Use), say.Period(c.NotBefore, c.NotAfter))
		}
	}
	if err := t.write(w); err != nil {
		return err
	}
	last := say.T("renewed.old")
	if kept := k.Current(token.Encryption); r.EncryptionKept && kept != nil {
		last = say.T("renewed.kept", "Date", say.Date(kept.NotAfter))
	} else if r.Encryption == nil {
		return nil
	}
	if r.EncryptionInMemory {
		last += "\n" + say.T("renewed.in-memory")
	}
	_, err := fmt.Fprintln(w, last)
	return err
}
