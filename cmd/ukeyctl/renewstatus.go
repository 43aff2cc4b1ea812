package main

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"ukey/cmd/internal/setup"
	"ukey/renew"
)

// renewalsDocument is what renew status --json prints, the oldest renewal
// first.
type renewalsDocument struct {
	Renewals []renewalDocument `json:"renewals"`
	Problems []journalProblem  `json:"problems"`
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
	return &cobra.Command{
		Use:   "status",
		Short: p.say.T("cli.renew-status.short"),
		Long:  p.say.T("cli.renew-status.long"),
		Args:  p.noArgs,
		RunE: func(*cobra.Command, []string) error {
			return p.renewStatus(renew.OpenJournals(setup.JournalDir(), time.Now))
		},
	}
}

// renewStatus lists the renewals that there were on this computer, of the
// named key or of all. No key needs to be plugged in. A journal that cannot be
// used is an error after all others have been listed.
func (p *program) renewStatus(journals *renew.Journals) error {
	all, err := journals.List()
	if name := p.flags.token; name != "" {
		all = slices.DeleteFunc(all, func(j *renew.Journal) bool {
			return name != j.Token.Serial && name != j.Token.Label
		})
	}
	if p.flags.json {
		return errors.Join(writeJSON(p.out, newRenewalsDocument(all, renew.JournalErrors(err))), err)
	}
	return errors.Join(p.writeRenewals(all), err)
}

func newRenewalsDocument(all []*renew.Journal, bad []*renew.JournalError) renewalsDocument {
	doc := renewalsDocument{Renewals: []renewalDocument{}, Problems: []journalProblem{}}
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

func (p *program) writeRenewals(all []*renew.Journal) error {
	if len(all) == 0 {
		_, err := fmt.Fprintln(p.out, p.say.T("cli.renew-status.none"))
		return err
	}
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
