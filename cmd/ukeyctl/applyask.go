package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"ukey/app"
	"ukey/renew/cases"
)

// askForRest asks for the fields and scans that are not in order, one by one,
// and keeps each answer at once. After a correction was asked for, it asks for
// what the CA has named as well.
func (p *program) askForRest(ctx context.Context, desk *app.App, draft *app.Application, shrink bool, a *asker) (*app.Application, error) {
	named := new(cases.Reasons)
	if draft.Stage() == app.StageCorrect && draft.Case.Reasons != nil {
		named = draft.Case.Reasons
		for _, line := range p.say.Reasons(named) {
			fmt.Fprintln(a.prompts, line)
		}
	}
	fields, scans := draft.Flaws()
	// Whoever begins is asked for everything, prefilled or not.
	begins := draft.Form.IDNumber == "" && draft.Form.Name == ""
	for _, field := range cases.Fields() {
		_, flawed := fields[field]
		_, wanted := named.Fields[field]
		if !flawed && !wanted && !begins {
			continue
		}
		form, err := a.field(ctx, draft.Form, field)
		if err != nil {
			return nil, err
		}
		if draft, err = desk.SaveForm(ctx, draft.ID, form); err != nil {
			return nil, err
		}
	}
	for _, kind := range cases.Kinds() {
		_, missing := scans[kind]
		_, wanted := named.Documents[kind]
		if !missing && !wanted {
			continue
		}
		var err error
		if draft, err = p.askForScan(ctx, desk, draft, kind, shrink, a); err != nil {
			return nil, err
		}
	}
	return draft, nil
}

// field asks until the field is in order. An empty answer keeps what is there.
func (a *asker) field(ctx context.Context, form cases.Form, field cases.Field) (cases.Form, error) {
	for {
		prompt := a.say.T("cli.ask.field", "Field", a.say.Field(field))
		if before := form.Get(field); before != "" {
			prompt = a.say.T("cli.ask.field.before", "Field", a.say.Field(field), "Before", before)
		}
		answer, err := a.answer(ctx, prompt)
		if err != nil {
			return form, err
		}
		if answer != "" {
			form.Set(field, answer)
		}
		normal := form.Normal()
		flaw, flawed := normal.Check()[field]
		if !flawed {
			return normal, nil
		}
		fmt.Fprintln(a.prompts, a.say.Flaw(field, flaw))
	}
}

// askForScan asks for a picture's file until there is one that may be sent.
func (p *program) askForScan(ctx context.Context, desk *app.App, draft *app.Application, kind cases.Kind, shrink bool, a *asker) (*app.Application, error) {
	for {
		path, err := a.answer(ctx, a.say.T("cli.ask.scan", "Kind", a.say.Kind(kind)))
		if err != nil {
			return nil, err
		}
		// Files that are dropped onto a terminal come in quotation marks.
		changed, err := attach(ctx, desk, draft.ID, kind, strings.Trim(path, `'"`), shrink)
		if err == nil {
			return changed, nil
		}
		if _, ok := errors.AsType[*readError](err); !ok {
			return nil, err
		}
		m := p.message(err)
		fmt.Fprintln(a.prompts, m.Text)
	}
}

// answer reads a line that is shown while it is typed. The end of input is
// a no.
func (a *asker) answer(ctx context.Context, prompt string) (string, error) {
	fmt.Fprint(a.prompts, prompt)
	text, err := wait(ctx, a.lines.long)
	if errors.Is(err, errNoPIN) && ctx.Err() == nil && text == "" {
		err = app.ErrCancelled
	}
	if err != nil {
		fmt.Fprintln(a.prompts)
		return "", err
	}
	return strings.TrimSpace(text), nil
}
