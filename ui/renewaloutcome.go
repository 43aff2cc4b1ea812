package ui

import (
	"context"
	"errors"

	"ukey/app"
	"ukey/renew"
	"ukey/token"
	"ukey/ui/kit"
	"ukey/ui/words"
)

// rowState is how far the renewal of a row is.
type rowState string

const (
	rowWaiting   rowState = "waiting"
	rowWorking   rowState = "working"
	rowDone      rowState = "done"
	rowFailed    rowState = "failed"
	rowNeedsYou  rowState = "needs-you"
	rowCancelled rowState = "cancelled"
	rowOpened    rowState = "opened"
)

func (s rowState) tone() kit.Tone {
	switch s {
	case rowWorking:
		return kit.Working
	case rowDone:
		return kit.Achieved
	case rowFailed:
		return kit.Broken
	case rowNeedsYou:
		return kit.Warning
	case rowOpened:
		return kit.Info
	default:
		return kit.Past
	}
}

// outcome is how the renewal of a row stands, and what there is to say of it.
type outcome struct {
	state rowState
	text  string
}

// over puts the outcome over what a row says without it.
func (o outcome) over(p *words.Printer, r renewalRow) renewalRow {
	if o.state == "" {
		return r
	}
	r.tone, r.state = o.state.tone(), p.T("ui.renew.state."+string(o.state))
	if o.state == rowDone {
		r.act, r.label, r.due = rowNothing, "", false
	}
	if o.state != rowNeedsYou || o.text != "" {
		r.message, r.messageTone = o.text, o.state.tone()
	}
	return r
}

// outcomeOf is how a renewal has ended.
func outcomeOf(p *words.Printer, result *renew.Result, err error) outcome {
	var locked *token.PINLockedError
	var expired *renew.ExpiredError
	var interrupted *renew.InterruptedError
	switch {
	case err == nil:
		until := p.T("renewed.until", "Date", p.Date(result.Signature.NotAfter))
		return outcome{rowDone, words.Message{Text: p.T("renewed"), Next: until}.Line()}
	case errors.As(err, &interrupted):
		return outcome{rowFailed, p.Error(err).Line()}
	case errors.Is(err, app.ErrCancelled), errors.Is(err, context.Canceled):
		return outcome{rowCancelled, ""}
	case errors.As(err, &locked), errors.As(err, &expired), errors.Is(err, token.ErrPINToBeChanged):
		return outcome{rowNeedsYou, p.Error(err).Line()}
	default:
		return outcome{rowFailed, p.Error(err).Line()}
	}
}
