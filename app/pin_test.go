package app_test

import (
	"context"
	"testing"

	"ukey/app"
	"ukey/token"
)

// answers is a person who has made up their mind.
type answers struct {
	old, fresh string
	yes        bool
	asked      []string
}

func (a *answers) PIN(context.Context, app.PINQuestion) (*token.PIN, error) {
	a.asked = append(a.asked, "pin")
	return token.NewPIN([]byte(a.old)), nil
}

func (a *answers) NewPIN(context.Context, app.PINQuestion) (*token.PIN, *token.PIN, error) {
	a.asked = append(a.asked, "new pin")
	return token.NewPIN([]byte(a.old)), token.NewPIN([]byte(a.fresh)), nil
}

func (a *answers) Unblock(context.Context, app.PINQuestion) (*token.PIN, *token.PIN, error) {
	a.asked = append(a.asked, "puk")
	return token.NewPIN([]byte(a.old)), token.NewPIN([]byte(a.fresh)), nil
}

func (a *answers) Confirm(_ context.Context, c app.Confirmation) (bool, error) {
	a.asked = append(a.asked, string(c.What))
	return a.yes, nil
}

func (a *answers) Code(context.Context, app.CodeQuestion) (app.CodeReply, error) {
	a.asked = append(a.asked, "code")
	return app.CodeReply{}, app.ErrCancelled
}

// refusal is a key, and what a person answers, with which a verb must end
// before the key is given anything.
type refusal struct {
	name   string
	key    token.Info
	ask    answers
	refuse func(error) bool // whether that is the right error
	asked  int              // how many questions there were before
}

// check looks at how the verb ended, and at what the key was given.
func (r *refusal) check(t *testing.T, err error, given []string) {
	t.Helper()
	if !r.refuse(err) {
		t.Errorf("error %v", err)
	}
	if len(given) > 0 {
		t.Error("the driver was given what was typed")
	}
	if len(r.ask.asked) != r.asked {
		t.Errorf("asked %v", r.ask.asked)
	}
}

func TestPINChangeThatCannotSucceedSpendsNoTry(t *testing.T) {
	locked, final, readOnly := key("d", "1"), key("d", "1"), key("d", "1")
	locked.PIN.State, final.PIN.State, readOnly.WriteProtected = token.PINLocked, token.PINFinal, true
	for _, test := range []refusal{
		{"too short", key("d", "1"), answers{old: "1234", fresh: "123"}, as[*token.PINLengthError], 1},
		{"too long", key("d", "1"), answers{old: "1234", fresh: "123456789"}, as[*token.PINLengthError], 1},
		{"same", key("d", "1"), answers{old: "1234", fresh: "1234"}, is(app.ErrSamePIN), 1},
		{"locked", locked, answers{}, as[*token.PINLockedError], 0},
		{"last try, no", final, answers{old: "1234", fresh: "12345"}, is(app.ErrCancelled), 1},
		{"read-only", readOnly, answers{}, is(token.ErrReadOnly), 0},
		{"another key", key("d", "2"), answers{}, is(token.ErrRemoved), 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := &fakeDriver{name: "d", tokens: []token.Info{test.key}}
			err := app.New(app.Config{Drivers: []token.Driver{d}}).ChangePIN(t.Context(), key("d", "1").ID, &test.ask)
			test.check(t, err, d.pins)
		})
	}
}

func TestLastTryIsSpentOnlyWithConsent(t *testing.T) {
	final := key("d", "1")
	final.PIN.State, final.PIN.Tries = token.PINFinal, 1
	d := &fakeDriver{name: "d", tokens: []token.Info{final, key("d", "2")}}
	a := app.New(app.Config{Drivers: []token.Driver{d}})
	if err := a.ChangePIN(t.Context(), final.ID, &answers{old: "1234", fresh: "12345", yes: true}); err != nil {
		t.Fatal(err)
	}
	if err := a.ChangePIN(t.Context(), key("d", "2").ID, &answers{old: "1234", fresh: "12345", yes: true}); err != nil {
		t.Fatal(err)
	}
	if len(d.spend) != 2 || !d.spend[0] || d.spend[1] {
		t.Errorf("SpendLastTry was %v, want it for the key with one try left only", d.spend)
	}
}
