package main

import (
	"context"
	"fmt"
	"strings"

	"ukey/app"
	"ukey/renew"
	"ukey/token"
	"ukey/ui/words"
)

// installApproved asks the CA about a holder's application on a key, and installs what
// has been approved. expired is the error if there is no application.
func installApproved(ctx context.Context, desk *app.App, id token.ID, holder app.HolderID, expired error, a *asker, progress func(renew.Event)) (*renew.Result, error) {
	draft, err := applicationOf(ctx, desk, id, holder)
	if err != nil {
		return nil, err
	}
	if draft == nil || draft.Stage() == app.StageFill {
		return nil, expired
	}
	if draft, err = desk.Progress(ctx, draft.ID); err != nil {
		return nil, err
	}
	if draft.Stage() != app.StageInstall {
		return nil, &applicationError{draft}
	}
	return desk.Install(ctx, draft.ID, a, progress)
}

// applicationError: there is nothing to install yet, or nothing any more.
type applicationError struct{ *app.Application }

func (e *applicationError) Error() string {
	return fmt.Sprintf("application %s is in stage %q", e.ID, e.Stage())
}

// fault is what the stage means to a script.
func (e *applicationError) fault() fault {
	switch e.Stage() {
	case app.StageReview:
		return fault{"review", exitReview}
	case app.StageRejected:
		return fault{"rejected", exitCARefused}
	case app.StageCorrect:
		return fault{"to-be-corrected", exitFailed}
	default:
		return fault{"stage", exitFailed}
	}
}

// message says how the application stands, with what the CA's staff have
// found.
func (e *applicationError) message(say *words.Printer) words.Message {
	lines := []string{say.T("cli.application", "Stage", say.Stage(e.Stage()))}
	if e.Case != nil {
		lines = append(lines, say.Reasons(e.Case.Reasons)...)
	}
	next := say.StageNext(e.Application)
	if id := "cli.stage." + string(e.Stage()); say.Has(id) {
		next += say.T("cli.sentence-gap") + say.T(id)
	}
	return words.Message{Text: strings.Join(lines, "\n"), Next: next, Detail: e.Error()}
}
