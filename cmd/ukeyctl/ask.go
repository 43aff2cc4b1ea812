package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"ukey/app"
	"ukey/token"
	"ukey/ui/words"
)

// agreement is what the command line has agreed to beforehand.
type agreement struct {
	renewal bool // --yes
	lastTry bool // --spend-last-try
}

// asker asks the person at the terminal. Without a terminal PINs come from
// standard input, one a line, and what the command line does not agree to is
// refused. It implements app.Questions.
type asker struct {
	say    *words.Printer
	lines  lineReader
	agreed agreement
	// terminal is nil if standard input is none.
	terminal terminal
	prompts  io.Writer
}

// terminal is the part of one that a question needs.
type terminal interface {
	// hidden reads a line without showing it.
	hidden() (*token.PIN, error)
	// restore shows again what is typed, after hidden was given up.
	restore()
}

func (p *program) asker(agreed agreement) *asker {
	a := &asker{say: p.say, lines: lineReader{p.in}, agreed: agreed, prompts: p.err}
	if t, ok := openTerminal(p.in); ok {
		a.terminal = t
	}
	return a
}

// interactive tells whether there is a person to ask.
func (a *asker) interactive() bool { return a.terminal != nil }

// PIN asks for a key's PIN.
func (a *asker) PIN(ctx context.Context, q app.PINQuestion) (*token.PIN, error) {
	a.introduce(q)
	if q.Key.PINPad {
		return nil, nil
	}
	return a.secret(ctx, "cli.ask.pin")
}

// NewPIN asks for the old PIN and the new one, on a terminal for the new one
// twice.
func (a *asker) NewPIN(ctx context.Context, q app.PINQuestion) (old, fresh *token.PIN, err error) {
	a.introduce(q)
	if q.Key.PINPad {
		return nil, nil, nil
	}
	if old, err = a.secret(ctx, "cli.ask.pin.old"); err != nil {
		return nil, nil, err
	}
	fresh, err = a.fresh(ctx, q)
	return old, fresh, err
}

// Unblock asks for the PUK and for the new PIN, on a terminal for that twice.
func (a *asker) Unblock(ctx context.Context, q app.PINQuestion) (puk, fresh *token.PIN, err error) {
	a.introduce(q)
	if q.Key.PINPad {
		return nil, nil, nil
	}
	if puk, err = a.secret(ctx, "cli.ask.puk"); err != nil {
		return nil, nil, err
	}
	fresh, err = a.fresh(ctx, q)
	return puk, fresh, err
}

// fresh asks for a new PIN.
func (a *asker) fresh(ctx context.Context, q app.PINQuestion) (*token.PIN, error) {
	length := a.say.PINLength(q.Key.PIN.Min, q.Key.PIN.Max)
	fresh, err := a.secret(ctx, "cli.ask.pin.new", "Length", length)
	if err != nil || !a.interactive() {
		return fresh, err
	}
	again, err := a.secret(ctx, "cli.ask.pin.again")
	defer again.Wipe()
	if err == nil && !again.Equal(fresh) {
		err = app.ErrPINMismatch
	}
	return fresh, err
}

// Confirm asks what the command line has not agreed to.
func (a *asker) Confirm(ctx context.Context, q app.Confirmation) (bool, error) {
	switch q.What {
	case app.ConfirmLastTry, app.ConfirmLastPUKTry:
		switch {
		case a.agreed.lastTry:
			return true, nil
		case !a.interactive() && q.What == app.ConfirmLastPUKTry:
			return false, errLastPUKTry
		case !a.interactive():
			return false, token.ErrLastTry
		case q.What == app.ConfirmLastPUKTry:
			return a.yes(ctx, a.say.T("cli.ask.last-puk-try"))
		}
		return a.yes(ctx, a.say.T("cli.ask.last-try"))
	case app.ConfirmRenewal:
		switch {
		case a.agreed.renewal:
			return true, nil
		case !a.interactive():
			return false, errNeedsYes
		}
		if err := writePlan(a.prompts, q.Renewal, a.say); err != nil {
			return false, err
		}
		return a.yes(ctx, a.say.T("cli.ask.renew"))
	}
	return false, fmt.Errorf("unknown question %q", q.What)
}

// Code asks for the one-time code that the CA has sent. On a terminal an empty
// line asks for another one; without a terminal the code is the next line.
func (a *asker) Code(ctx context.Context, q app.CodeQuestion) (app.CodeReply, error) {
	if a.interactive() {
		if q.Err != nil {
			fmt.Fprintln(a.prompts, a.say.Error(q.Err).Line())
		}
		if !q.Expires.IsZero() { // of a code that was sent before it is not known
			fmt.Fprintln(a.prompts, a.say.T("cli.ask.code.sent", "Phone", q.SentTo, "Until", q.Expires.Local().Format(time.TimeOnly)))
		}
	}
	typed, err := a.secret(ctx, "cli.ask.code")
	defer typed.Wipe()
	switch {
	case errors.Is(err, errNoPIN) && a.interactive():
		return app.CodeReply{Again: true}, nil
	case errors.Is(err, errNoPIN) && q.Err != nil:
		return app.CodeReply{}, q.Err // nothing better to say than why the last one was not taken
	case errors.Is(err, errNoPIN):
		return app.CodeReply{}, errNoCode
	case err != nil:
		return app.CodeReply{}, err
	}
	return app.CodeReply{Code: string(typed.Bytes())}, nil
}

// introduce says which key wants a PIN, and how many tries it gives.
func (a *asker) introduce(q app.PINQuestion) {
	if !a.interactive() {
		return
	}
	fmt.Fprintln(a.prompts, a.say.T("cli.ask.key", "Owner", q.Owner(), "Label", q.Key.ID.Label, "Serial", q.Key.ID.Serial))
	status := q.Key.PIN
	if q.Purpose == app.ForUnblock {
		status = q.Key.PUK // it is the PUK's tries that count
	}
	if status.State != token.PINOK {
		fmt.Fprintln(a.prompts, a.say.Tries(status))
	}
	if q.Key.PINPad {
		fmt.Fprintln(a.prompts, a.say.T("cli.ask.pin-pad"))
	}
}

// secret asks for one PIN.
func (a *asker) secret(ctx context.Context, id string, data ...any) (*token.PIN, error) {
	if !a.interactive() {
		return wait(ctx, a.lines.pin)
	}
	fmt.Fprint(a.prompts, a.say.T(id, data...))
	pin, err := wait(ctx, a.terminal.hidden)
	if ctx.Err() != nil {
		a.terminal.restore()
	}
	fmt.Fprintln(a.prompts) // the person's own was not shown
	return pin, err
}

// yes asks a question whose answer is no unless the person says yes.
func (a *asker) yes(ctx context.Context, question string) (bool, error) {
	fmt.Fprint(a.prompts, question)
	answer, err := wait(ctx, a.lines.text)
	if err != nil {
		fmt.Fprintln(a.prompts)
		if errors.Is(err, errNoPIN) {
			return false, nil // the end of input is no
		}
		return false, err
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes", "是":
		return true, nil
	}
	return false, nil
}

// wait reads from a terminal or a pipe, which cannot be interrupted. If ctx
// ends, the read is left to itself: it ends with the process, which is about
// to, and what it still gets is lost.
func wait[T any](ctx context.Context, read func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := read()
		done <- result{value, err}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
