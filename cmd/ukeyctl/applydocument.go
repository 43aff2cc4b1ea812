package main

import (
	"context"
	"fmt"
	"io"

	"ukey/app"
	"ukey/renew/cases"
	"ukey/token"
	"ukey/ui/words"
)

// applicationDocument is an application in JSON. It holds nothing of the form
// or the scans. Stage is one of app.Stage; Case and State are the CA's, null
// before it has heard of it; NextLook is when to ask the CA again.
type applicationDocument struct {
	ID       string         `json:"id"`
	Token    tokenName      `json:"token"`
	CA       string         `json:"ca"`
	Stage    app.Stage      `json:"stage"`
	Case     *string        `json:"case"`
	State    *cases.State   `json:"state"`
	Created  *string        `json:"created"`
	Updated  *string        `json:"updated"`
	Heard    *string        `json:"heard"`
	NextLook *string        `json:"nextLook"`
	Expected *string        `json:"expected"`
	Reasons  *cases.Reasons `json:"reasons"`
	Next     string         `json:"next"` // a sentence
}

func newApplicationDocument(a *app.Application, say *words.Printer) applicationDocument {
	doc := applicationDocument{
		ID:      a.ID,
		Token:   tokenName{a.Token.Label, a.Token.Serial},
		CA:      a.CA,
		Stage:   a.Stage(),
		Created: timestamp(a.Created), Updated: timestamp(a.Updated),
		Heard: timestamp(a.Heard), NextLook: timestamp(a.NextLook),
		Next: say.StageNext(a),
	}
	if a.Case != nil {
		doc.Case, doc.State = &a.Case.ID, &a.Case.State
		doc.Expected = timestamp(a.Case.Expected)
		if !a.Case.Reasons.Empty() {
			doc.Reasons = a.Case.Reasons
		}
	}
	return doc
}

// writeApplication says how an application stands, what the CA's staff have
// found, and what comes next.
func writeApplication(w io.Writer, a *app.Application, say *words.Printer) error {
	t := table{}
	t.row(applicationRow(a, say)...)
	if err := t.write(w); err != nil {
		return err
	}
	return writeWhatNext(w, a, say)
}

func applicationRow(a *app.Application, say *words.Printer) []string {
	return []string{
		a.Created.Local().Format("2006-01-02 15:04"),
		say.T("cli.key", "Label", a.Token.Label, "Serial", a.Token.Serial),
		say.T("cli.application", "Stage", say.Stage(a.Stage())),
	}
}

func writeWhatNext(w io.Writer, a *app.Application, say *words.Printer) error {
	var lines []string
	if stage := a.Stage(); stage == app.StageCorrect || stage == app.StageRejected {
		lines = say.Reasons(a.Case.Reasons)
	}
	lines = append(lines, say.StageNext(a))
	if id := "cli.stage." + string(a.Stage()); say.Has(id) {
		lines = append(lines, say.T(id))
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(w, "  "+line); err != nil {
			return err
		}
	}
	return nil
}

// applicationOf is the latest application of a key, for a holder unless that is
// empty, or nil.
func applicationOf(ctx context.Context, desk *app.App, id token.ID, holder app.HolderID) (*app.Application, error) {
	all, err := desk.Applications(ctx)
	for _, a := range all {
		if a.Token.Serial == id.Serial && a.Token.Label == id.Label && (holder == "" || a.Holder() == holder) {
			return a, nil
		}
	}
	return nil, err
}
