package tokentest

import (
	"context"
	"testing"

	"ukey/token"
)

// unblocker is the driver as a token.Unblocker. A driver that is none makes no
// promise, and the claim holds.
func (k key) unblocker() (token.Unblocker, bool) {
	u, ok := k.Driver.(token.Unblocker)
	return u, ok
}

func (k key) puk() token.Auth { return token.Auth{PIN: token.NewPIN([]byte(k.PUK))} }

func (k key) wrongPUK() token.Auth { return token.Auth{PIN: token.NewPIN([]byte("wrong-" + k.PUK))} }

func unblocks(t *testing.T, k key) {
	u, ok := k.unblocker()
	if !ok {
		return
	}
	must(t, k.Hand.SetTries(0))
	if s := k.info(t); s.PIN.State != token.PINLocked || s.PUK.State == "" || s.PUK.State == token.PINLocked {
		t.Errorf("a locked token shows PIN %+v, PUK %+v", s.PIN, s.PUK)
	}
	must(t, u.UnblockPIN(t.Context(), k.id(), k.puk(), token.NewPIN([]byte(newPIN))))
	if s := k.info(t).PIN.State; s != token.PINOK {
		t.Errorf("token shows %s after it was unblocked", s)
	}
	_, err := k.Driver.Open(t.Context(), k.id(), k.auth())
	wantType[*token.PINIncorrectError](t, err)
	// Nobody is left logged in: what needs the user works at once.
	k.PIN = newPIN
	wantSignature(t, private(t, k.open(t), k.Signing), k.Signing.Public)
}

func countsWrongPUK(t *testing.T, k key) {
	u, ok := k.unblocker()
	if !ok {
		return
	}
	must(t, k.Hand.SetTries(0))
	must(t, k.Hand.SetPUKTries(3))
	for _, want := range []token.PINIncorrectError{
		{Tries: token.UnknownTries, State: token.PINLow, PUK: true},
		{Tries: 1, State: token.PINFinal, PUK: true},
	} {
		err := u.UnblockPIN(t.Context(), k.id(), k.wrongPUK(), token.NewPIN([]byte(newPIN)))
		if e := asType[*token.PINIncorrectError](t, err); e != nil && *e != want {
			t.Errorf("error is %+v, not %+v", *e, want)
		}
	}
	last := k.wrongPUK()
	last.SpendLastTry = true
	wantPUKLocked(t, u.UnblockPIN(t.Context(), k.id(), last, token.NewPIN([]byte(newPIN))))
	if s := k.info(t).PUK; s.State != token.PINLocked || s.Tries != 0 {
		t.Errorf("token shows PUK %+v though it is locked", s)
	}
	right := k.puk()
	right.SpendLastTry = true
	wantPUKLocked(t, u.UnblockPIN(t.Context(), k.id(), right, token.NewPIN([]byte(newPIN))))
	if s := k.info(t).PIN.State; s != token.PINLocked {
		t.Errorf("PIN shows %s though nobody unblocked it", s)
	}
}

func keepsLastPUKTry(t *testing.T, k key) {
	u, ok := k.unblocker()
	if !ok {
		return
	}
	must(t, k.Hand.SetPUKTries(1))
	wantError(t, u.UnblockPIN(t.Context(), k.id(), k.puk(), token.NewPIN([]byte(newPIN))), token.ErrLastTry)
	wantPUKTries(t, k, 1)
	agreed := k.puk()
	agreed.SpendLastTry = true
	must(t, u.UnblockPIN(t.Context(), k.id(), agreed, token.NewPIN([]byte(newPIN))))
}

func refusesUnblockLength(t *testing.T, k key) {
	u, ok := k.unblocker()
	if !ok {
		return
	}
	must(t, k.Hand.SetPINRange(6, 12))
	before, err := k.Hand.PUKTries()
	must(t, err)
	for _, bad := range []string{"", "12345", "1234567890123"} {
		// A wrong PUK would cost a try if the token were asked at all.
		err := u.UnblockPIN(t.Context(), k.id(), k.wrongPUK(), token.NewPIN([]byte(bad)))
		if e := asType[*token.PINLengthError](t, err); e != nil && (e.Min != 6 || e.Max != 12) {
			t.Errorf("range is %d to %d, not 6 to 12", e.Min, e.Max)
		}
	}
	err = u.UnblockPIN(t.Context(), k.id(), token.Auth{PIN: token.NewPIN(nil)}, token.NewPIN([]byte(newPIN)))
	if e := asType[*token.PINIncorrectError](t, err); e != nil && !e.PUK {
		t.Error("an empty PUK is called a wrong PIN")
	}
	wantPUKTries(t, k, before)
}

func saysNotUnblockable(t *testing.T, k key) {
	u, ok := k.unblocker()
	if !ok {
		return
	}
	must(t, k.Hand.SetUnblockRefused(true))
	wantError(t, u.UnblockPIN(t.Context(), k.id(), k.puk(), token.NewPIN([]byte(newPIN))), token.ErrUnsupported)
	must(t, k.Hand.SetUnblockRefused(false))
	must(t, k.Hand.SetWriteProtected(true))
	wantError(t, u.UnblockPIN(t.Context(), k.id(), k.puk(), token.NewPIN([]byte(newPIN))), token.ErrReadOnly)
	must(t, k.Hand.SetWriteProtected(false))

	other := k.id()
	other.Serial = "no such serial"
	wantError(t, u.UnblockPIN(t.Context(), other, k.puk(), token.NewPIN([]byte(newPIN))), token.ErrRemoved)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	wantError(t, u.UnblockPIN(ended, k.id(), k.puk(), token.NewPIN([]byte(newPIN))), context.Canceled)
	k.open(t) // with the old PIN
}

func refusesUnblockBesideSession(t *testing.T, k key) {
	u, ok := k.unblocker()
	if !ok {
		return
	}
	s := k.open(t)
	if err := u.UnblockPIN(t.Context(), k.id(), k.puk(), token.NewPIN([]byte(newPIN))); err == nil {
		t.Error("the PIN was replaced under an open session")
	}
	wantSignature(t, private(t, s, k.Signing), k.Signing.Public)
}

func wantPUKLocked(t *testing.T, err error) {
	t.Helper()
	if e := asType[*token.PINLockedError](t, err); e != nil && !e.PUK {
		t.Error("the PIN is said to be locked, not the PUK")
	}
}

func wantPUKTries(t *testing.T, k key, want int) {
	t.Helper()
	left, err := k.Hand.PUKTries()
	must(t, err)
	if left != want {
		t.Errorf("%d tries of the PUK left, not %d", left, want)
	}
}
