package tokentest

import (
	"testing"

	"ukey/token"
)

// usesPINPad: without a PIN from the program, the person types it where no
// program can read it.
func usesPINPad(t *testing.T, k key) {
	must(t, k.Hand.SetPINPad(k.PIN, ""))
	if !k.info(t).PINPad {
		t.Error("list does not show that the token has a pad")
	}
	s, err := k.Driver.Open(t.Context(), k.id(), token.Auth{})
	must(t, err)
	wantSignature(t, private(t, s, k.Signing), k.Signing.Public)
	must(t, s.Close())

	must(t, k.Hand.SetPINPad(k.PIN, newPIN))
	must(t, k.Driver.ChangePIN(t.Context(), k.id(), token.Auth{}, nil))
	before, err := k.Hand.Tries()
	must(t, err)
	_, err = k.Driver.Open(t.Context(), k.id(), token.Auth{}) // types the old one
	wantType[*token.PINIncorrectError](t, err)
	wantTries(t, k, before-1)

	if u, ok := k.unblocker(); ok {
		must(t, k.Hand.SetTries(0))
		must(t, k.Hand.SetPINPad(k.PUK, k.PIN))
		must(t, u.UnblockPIN(t.Context(), k.id(), token.Auth{}, nil))
	} else {
		must(t, k.Hand.SetPINPad(newPIN, k.PIN))
		must(t, k.Driver.ChangePIN(t.Context(), k.id(), token.Auth{}, nil))
	}
	// What the program gives goes before the pad.
	must(t, k.Hand.SetPINPad("", ""))
	k.open(t)
}

func tellsCancelled(t *testing.T, k key) {
	must(t, k.Hand.SetPINPad("", ""))
	before, err := k.Hand.Tries()
	must(t, err)
	_, err = k.Driver.Open(t.Context(), k.id(), token.Auth{})
	wantError(t, err, token.ErrCancelled)
	wantError(t, k.Driver.ChangePIN(t.Context(), k.id(), token.Auth{}, nil), token.ErrCancelled)
	if u, ok := k.unblocker(); ok {
		wantError(t, u.UnblockPIN(t.Context(), k.id(), token.Auth{}, nil), token.ErrCancelled)
	}
	wantTries(t, k, before)
	k.open(t)
}
