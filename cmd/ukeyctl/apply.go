package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"ukey/app"
	"ukey/app/settings"
	"ukey/cmd/internal/setup"
	"ukey/renew/cases"
)

// application is what the flags of apply say.
type application struct {
	certificate string // for whose holder it is
	form        string // path
	scans       map[cases.Kind]*string
	shrink      bool
	lastTry     bool
}

// changes tells whether anything is to be filled in or attached.
func (g *application) changes() bool {
	for _, path := range g.scans {
		if *path != "" {
			return true
		}
	}
	return g.form != ""
}

func (p *program) applyCommand() *cobra.Command {
	given := application{scans: map[cases.Kind]*string{}}
	c := &cobra.Command{
		Use:         "apply",
		Short:       p.say.T("cli.apply.short"),
		Long:        p.say.T("cli.apply.long"),
		Args:        p.noArgs,
		Annotations: map[string]string{standsAlone: "yes"},
	}
	ca := p.caFlags(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		a := p.asker(agreement{lastTry: given.lastTry})
		return p.withKeys(c.Context(), ca.options(c), func(ctx context.Context, s *settings.Settings, desk *setup.Desk) error {
			a.say = p.say
			return p.apply(ctx, s, desk, &given, a)
		})
	}
	c.PersistentFlags().StringVar(&given.certificate, "certificate", "", p.say.T("cli.flag.certificate"))
	c.Flags().StringVar(&given.form, "form", "", p.say.T("cli.flag.form"))
	for _, kind := range cases.Kinds() {
		given.scans[kind] = c.Flags().String(string(kind), "", p.say.T("cli.flag.scan", "Kind", p.say.Kind(kind)))
	}
	c.Flags().BoolVar(&given.shrink, "shrink", false, p.say.T("cli.flag.shrink"))
	p.registerLastTry(c, &given.lastTry)
	c.AddCommand(p.letterCommand(&given), p.cancelCommand(&given))
	return c
}

// apply fills in the key's application and submits it, or says how it stands.
func (p *program) apply(ctx context.Context, s *settings.Settings, desk *setup.Desk, given *application, a *asker) error {
	draft, err := p.begin(ctx, s, desk, given.certificate)
	if err != nil {
		return err
	}
	if stage := draft.Stage(); stage != app.StageFill && stage != app.StageCorrect {
		if draft, err = desk.Progress(ctx, draft.ID); err != nil {
			return err
		}
	}
	switch draft.Stage() {
	case app.StageFill, app.StageCorrect:
		if draft.Stage() == app.StageCorrect && !given.changes() && !a.interactive() {
			return &applicationError{draft} // the same again would be found wanting again
		}
		if draft, err = p.prepare(ctx, desk, draft, given, a); err != nil {
			return err
		}
		if draft, err = desk.Submit(ctx, draft.ID, a); err != nil {
			return err
		}
	}
	return p.tell(draft)
}

// begin finds or begins the application of the one key, or of the one that is
// named, for the holder of a certificate if one is named as well.
func (p *program) begin(ctx context.Context, s *settings.Settings, desk *setup.Desk, certificate string) (*app.Application, error) {
	ca, err := setup.CA(s)
	if err != nil {
		return nil, err
	}
	desk.CA = ca
	k, err := p.one(ctx, desk)
	if err != nil {
		return nil, err
	}
	holder, err := holderNamed(k, certificate)
	if err != nil {
		return nil, err
	}
	return desk.Apply(ctx, k.ID, holder)
}

// prepare takes in what the command line names, and asks for the rest where
// there is somebody to ask.
func (p *program) prepare(ctx context.Context, desk *setup.Desk, draft *app.Application, given *application, a *asker) (*app.Application, error) {
	if given.form != "" {
		form, err := readForm(given.form)
		if err != nil {
			return nil, err
		}
		if draft, err = desk.SaveForm(ctx, draft.ID, form); err != nil {
			return nil, err
		}
	}
	for _, kind := range cases.Kinds() {
		path := *given.scans[kind]
		if path == "" {
			continue
		}
		var err error
		if draft, err = attach(ctx, desk.App, draft.ID, kind, path, given.shrink); err != nil {
			return nil, err
		}
	}
	if a.interactive() {
		return p.askForRest(ctx, desk.App, draft, given.shrink, a)
	}
	return draft, nil
}

// tell says how an application stands; the exit code says whether the CA is
// still to decide.
func (p *program) tell(draft *app.Application) error {
	if err := p.writeApplication(draft); err != nil {
		return err
	}
	if draft.Stage() == app.StageReview {
		return outcome(exitReview)
	}
	return nil
}

func (p *program) writeApplication(draft *app.Application) error {
	if p.flags.json {
		return writeJSON(p.out, newApplicationDocument(draft, p.say))
	}
	return writeApplication(p.out, draft, p.say)
}

func (p *program) letterCommand(given *application) *cobra.Command {
	var out string
	c := &cobra.Command{
		Use:   "letter",
		Short: p.say.T("cli.letter.short"),
		Long:  p.say.T("cli.letter.long"),
		Args:  p.noArgs,
	}
	ca := p.caFlags(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		if out == "" {
			return &usageError{errors.New(p.say.T("cli.error.out")), c.CommandPath()}
		}
		return p.withKeys(c.Context(), ca.options(c), func(ctx context.Context, s *settings.Settings, desk *setup.Desk) error {
			draft, err := p.begin(ctx, s, desk, given.certificate)
			if err != nil {
				return err
			}
			return saveLetter(ctx, desk.App, draft.ID, out)
		})
	}
	c.Flags().StringVar(&out, "out", "", p.say.T("cli.flag.letter-out"))
	return c
}

func (p *program) cancelCommand(given *application) *cobra.Command {
	c := &cobra.Command{
		Use:   "cancel",
		Short: p.say.T("cli.apply-cancel.short"),
		Long:  p.say.T("cli.apply-cancel.long"),
		Args:  p.noArgs,
	}
	c.RunE = func(c *cobra.Command, _ []string) error {
		return p.withKeys(c.Context(), nil, func(ctx context.Context, _ *settings.Settings, desk *setup.Desk) error {
			k, err := p.one(ctx, desk)
			if err != nil {
				return err
			}
			holder, err := holderNamed(k, given.certificate)
			if err != nil {
				return err
			}
			draft, err := applicationOf(ctx, desk.App, k.ID, holder)
			if err != nil {
				return err
			}
			if draft == nil {
				return errNoApplication
			}
			return desk.Remove(ctx, draft.ID)
		})
	}
	return c
}

// errNoApplication: the key has none on this computer.
var errNoApplication = errors.New("no application for this token")
