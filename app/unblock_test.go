package app_test

import (
	"context"
	"errors"
	"testing"

	"ukey/app"
	"ukey/token"
)

// unblocker is a fakeDriver that takes any PUK.
type unblocker struct {
	fakeDriver
	puks, fresh []string
	spend       []bool
}

func (d *unblocker) UnblockPIN(_ context.Context, _ token.ID, puk token.Auth, fresh *token.PIN) error {
	d.puks = append(d.puks, string(puk.PIN.Bytes()))
	d.fresh = append(d.fresh, string(fresh.Bytes()))
	d.spend = append(d.spend, puk.SpendLastTry)
	return nil
}

// lockedKey is a key that its PUK can unlock.
func lockedKey() token.Info {
	k := key("d", "1")
	k.PIN.State, k.PIN.Tries = token.PINLocked, 0
	k.PUK = token.PINStatus{State: token.PINOK, Tries: token.UnknownTries}
	return k
}

func TestALockedKeyIsUnblockedWithItsPUK(t *testing.T) {
	d := &unblocker{fakeDriver: fakeDriver{name: "d", tokens: []token.Info{lockedKey()}}}
	a := app.New(app.Config{Drivers: []token.Driver{d}})
	ask := &answers{old: "87654321", fresh: "123456"}
	if err := a.UnblockPIN(t.Context(), lockedKey().ID, ask); err != nil {
		t.Fatal(err)
	}
	if len(d.puks) != 1 || d.puks[0] != "87654321" || d.fresh[0] != "123456" || d.spend[0] {
		t.Errorf("the driver was given %v, %v, last try %v", d.puks, d.fresh, d.spend)
	}
}

func TestUnblockingThatCannotSucceedSpendsNoTry(t *testing.T) {
	noPUK, final, gone, readOnly := lockedKey(), lockedKey(), lockedKey(), lockedKey()
	noPUK.PUK = token.PINStatus{}
	final.PUK.State = token.PINFinal
	gone.PUK.State = token.PINLocked
	readOnly.WriteProtected = true
	isPUKLocked := func(err error) bool {
		e, ok := errors.AsType[*token.PINLockedError](err)
		return ok && e.PUK
	}
	for _, test := range []refusal{
		{"no PUK", noPUK, answers{}, is(app.ErrNotUnblockable), 0},
		{"PUK locked", gone, answers{}, isPUKLocked, 0},
		{"read-only", readOnly, answers{}, is(token.ErrReadOnly), 0},
		{"last try, no", final, answers{old: "87654321", fresh: "123456"}, is(app.ErrCancelled), 1},
		{"new PIN too short", lockedKey(), answers{old: "87654321", fresh: "123"}, as[*token.PINLengthError], 1},
		{"unplugged", key("d", "2"), answers{}, is(token.ErrRemoved), 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := &unblocker{fakeDriver: fakeDriver{name: "d", tokens: []token.Info{test.key}}}
			err := app.New(app.Config{Drivers: []token.Driver{d}}).UnblockPIN(t.Context(), key("d", "1").ID, &test.ask)
			test.check(t, err, d.puks)
		})
	}
}

func TestThePUKsLastTryIsSpentOnlyWithConsent(t *testing.T) {
	final := lockedKey()
	final.PUK.State = token.PINFinal
	d := &unblocker{fakeDriver: fakeDriver{name: "d", tokens: []token.Info{final}}}
	ask := &answers{old: "87654321", fresh: "123456", yes: true}
	if err := app.New(app.Config{Drivers: []token.Driver{d}}).UnblockPIN(t.Context(), final.ID, ask); err != nil {
		t.Fatal(err)
	}
	if len(d.spend) != 1 || !d.spend[0] || ask.asked[0] != string(app.ConfirmLastPUKTry) {
		t.Errorf("last try %v, asked %v", d.spend, ask.asked)
	}
}

func TestADriverWithoutTheAbilityDoesNotUnblock(t *testing.T) {
	d := &fakeDriver{name: "d", tokens: []token.Info{lockedKey()}}
	err := app.New(app.Config{Drivers: []token.Driver{d}}).UnblockPIN(t.Context(), lockedKey().ID, &answers{})
	if !errors.Is(err, app.ErrNotUnblockable) {
		t.Errorf("error %v", err)
	}
}

// A PIN pad keeps the PINs to itself: there is nothing to be checked here.
func TestPINsOfAPINPadAreNotChecked(t *testing.T) {
	pad := lockedKey()
	pad.PINPad = true
	d := &unblocker{fakeDriver: fakeDriver{name: "d", tokens: []token.Info{pad}}}
	a := app.New(app.Config{Drivers: []token.Driver{d}})
	if err := a.UnblockPIN(t.Context(), pad.ID, &padAnswers{}); err != nil {
		t.Errorf("unblock: %v", err)
	}
	pad.PIN.State = token.PINOK
	d.set(pad)
	if err := a.ChangePIN(t.Context(), pad.ID, &padAnswers{}); err != nil {
		t.Errorf("change: %v", err)
	}
}

// padAnswers is a person who types on the key.
type padAnswers struct{ answers }

func (*padAnswers) NewPIN(context.Context, app.PINQuestion) (*token.PIN, *token.PIN, error) {
	return nil, nil, nil
}

func (*padAnswers) Unblock(context.Context, app.PINQuestion) (*token.PIN, *token.PIN, error) {
	return nil, nil, nil
}
