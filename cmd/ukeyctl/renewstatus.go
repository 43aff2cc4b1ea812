package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"ukey/app"
	"ukey/cmd/internal/setup"
	"ukey/renew"
	"ukey/renew/apply"
	"ukey/token"
	"ukey/ui/words"
)

// renewalsDocument is what renew status --json prints, the oldest renewal and
// the oldest application first.
type renewalsDocument struct {
	Renewals     []renewalDocument     `json:"renewals"`
	Applications []applicationDocument `json:"applications"`
	Problems     []journalProblem      `json:"problems"`
}

// renewalDocument is one renewal. State is that of the journal, see package
// renew; Finished tells whether anything is left to do.
type renewalDocument struct {
	ID        string      `json:"id"`
	Token     tokenName   `json:"token"`
	CA        string      `json:"ca"`
	State     renew.State `json:"state"`
	Finished  bool        `json:"finished"`
	Started   *string     `json:"started"`
	Updated   *string     `json:"updated"`
	LastError string      `json:"lastError"`
}

// journalProblem is a journal that cannot be used.
type journalProblem struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
}

func (p *program) renewStatusCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "status",
		Short: p.say.T("cli.renew-status.short"),
		Long:  p.say.T("cli.renew-status.long"),
		Args:  p.noArgs,
	}
	ca := p.caFlags(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		s, err := p.load(ca.options(c))
		if err != nil {
			return err
		}
		p.speak(words.Language(s.Language))
		desk := app.New(app.Config{
			Journals: renew.OpenJournals(setup.JournalDir(), time.Now),
			Drafts:   apply.OpenStore(setup.ApplicationDir(), time.Now),
		})
		if desk.CA, desk.CAErr = setup.CA(s); desk.CAErr != nil {
			desk.CA = app.CA{} // what was heard last is told
		}
		return p.renewStatus(c.Context(), desk)
	}
	return c
}

// renewStatus lists the renewals and applications that there were on this
// computer, of the named key or of all. No key needs to be plugged in; the CA
// is asked about what it is to decide. A record that cannot be used is an error
// after all others have been listed.
func (p *program) renewStatus(ctx context.Context, desk *app.App) error {
	renewals, bad := desk.Journals.List()
	applications, badDrafts := desk.Applications(ctx)
	slices.Reverse(applications)
	if name := p.flags.token; name != "" {
		other := func(id token.ID) bool { return name != id.Serial && name != id.Label }
		renewals = slices.DeleteFunc(renewals, func(j *renew.Journal) bool { return other(j.Token) })
		applications = slices.DeleteFunc(applications, func(a *app.Application) bool { return other(a.Token) })
	}
	for i, a := range applications {
		applications[i] = p.latest(ctx, desk, a)
	}
	var write error
	if p.flags.json {
		doc := newRenewalsDocument(renewals, renew.JournalErrors(bad))
		for _, a := range applications {
			doc.Applications = append(doc.Applications, newApplicationDocument(a, p.say))
		}
		write = writeJSON(p.out, doc)
	} else {
		write = p.writeStatus(renewals, applications)
	}
	return errors.Join(write, bad, badDrafts)
}

// latest asks the CA how an application stands, if there is a CA to ask. If
// that fails, what it said before is told.
func (p *program) latest(ctx context.Context, desk *app.App, a *app.Application) *app.Application {
	if desk.CA.URL == "" || a.Case == nil || !a.Case.State.Open() {
		return a
	}
	asked, err := desk.Progress(ctx, a.ID)
	if err != nil {
		p.warn("progress", p.say.Error(err).Text)
		return a
	}
	return asked
}

func newRenewalsDocument(all []*renew.Journal, bad []*renew.JournalError) renewalsDocument {
	doc := renewalsDocument{Renewals: []renewalDocument{}, Applications: []applicationDocument{}, Problems: []journalProblem{}}
	for _, j := range all {
		doc.Renewals = append(doc.Renewals, renewalDocument{
			ID:        j.ID,
			Token:     tokenName{j.Token.Label, j.Token.Serial},
			CA:        j.CA,
			State:     j.State,
			Finished:  j.State.Finished(),
			Started:   timestamp(j.Created),
			Updated:   timestamp(j.Updated),
			LastError: j.LastError,
		})
	}
	for _, e := range bad {
		doc.Problems = append(doc.Problems, journalProblem{e.Path, e.Err.Error()})
	}
	return doc
}

func (p *program) writeStatus(renewals []*renew.Journal, applications []*app.Application) error {
	if len(renewals)+len(applications) == 0 {
		_, err := fmt.Fprintln(p.out, p.say.T("cli.renew-status.none"))
		return err
	}
	if err := p.writeRenewals(renewals); err != nil {
		return err
	}
	for _, a := range applications {
		if err := writeApplication(p.out, a, p.say); err != nil {
			return err
		}
	}
	return nil
}

func (p *program) writeRenewals(all []*renew.Journal) error {
	t := table{}
	unfinished := false
	for _, j := range all {
		t.row(j.Created.Local().Format("2006-01-02 15:04"),
			p.say.T("cli.key", "Label", j.Token.Label, "Serial", j.Token.Serial),
			p.say.RenewalState(j.State))
		unfinished = unfinished || !j.State.Finished()
	}
	if err := t.write(p.out); err != nil || !unfinished {
		return err
	}
	_, err := fmt.Fprintln(p.out, p.say.T("cli.renew-status.next"))
	return err
}
