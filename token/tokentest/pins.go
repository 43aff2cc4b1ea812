package tokentest

import (
	"errors"
	"testing"

	"ukey/token"
)

const newPIN = "another-1"

func changesPIN(t *testing.T, k key) {
	must(t, k.Driver.ChangePIN(t.Context(), k.id(), k.auth(), token.NewPIN([]byte(newPIN))))
	_, err := k.Driver.Open(t.Context(), k.id(), k.auth())
	wantType[*token.PINIncorrectError](t, err)
	k.PIN = newPIN
	k.open(t)
}

func countsWrongOldPIN(t *testing.T, k key) {
	before, err := k.Hand.Tries()
	must(t, err)
	err = k.Driver.ChangePIN(t.Context(), k.id(), k.wrong(), token.NewPIN([]byte(newPIN)))
	if e := asType[*token.PINIncorrectError](t, err); e != nil && e.State != token.PINLow {
		t.Errorf("state after the first wrong PIN is %s, not %s", e.State, token.PINLow)
	}
	wantTries(t, k, before-1)
	if s := k.info(t).PIN.State; s != token.PINLow {
		t.Errorf("token shows %s after a wrong PIN", s)
	}
	k.open(t)
	wantTries(t, k, before)
}

func refusesPINLength(t *testing.T, k key) {
	must(t, k.Hand.SetPINRange(6, 12))
	for _, bad := range []string{"", "12345", "1234567890123"} {
		err := k.Driver.ChangePIN(t.Context(), k.id(), k.auth(), token.NewPIN([]byte(bad)))
		if e := asType[*token.PINLengthError](t, err); e != nil && (e.Min != 6 || e.Max != 12) {
			t.Errorf("range is %d to %d, not 6 to 12", e.Min, e.Max)
		}
	}
	must(t, k.Driver.ChangePIN(t.Context(), k.id(), k.auth(), token.NewPIN([]byte("123456789012"))))
}

func keepsLastTry(t *testing.T, k key) {
	must(t, k.Hand.SetTries(1))
	if s := k.info(t).PIN; s.State != token.PINFinal || s.Tries != 1 {
		t.Errorf("PIN status with one try left is %+v", s)
	}
	_, err := k.Driver.Open(t.Context(), k.id(), k.auth())
	wantError(t, err, token.ErrLastTry)
	err = k.Driver.ChangePIN(t.Context(), k.id(), k.auth(), token.NewPIN([]byte(newPIN)))
	wantError(t, err, token.ErrLastTry)
	wantTries(t, k, 1)

	agreed := k.auth()
	agreed.SpendLastTry = true
	s, err := k.Driver.Open(t.Context(), k.id(), agreed)
	must(t, err)
	must(t, s.Close())
}

func tellsLocked(t *testing.T, k key) {
	must(t, k.Hand.SetTries(2))
	_, err := k.Driver.Open(t.Context(), k.id(), k.wrong())
	if e := asType[*token.PINIncorrectError](t, err); e != nil && (e.Tries != 1 || e.State != token.PINFinal) {
		t.Errorf("second to last try leaves %+v", *e)
	}
	last := k.wrong()
	last.SpendLastTry = true
	_, err = k.Driver.Open(t.Context(), k.id(), last)
	wantType[*token.PINLockedError](t, err)
	if s := k.info(t).PIN.State; s != token.PINLocked {
		t.Errorf("token shows %s though it is locked", s)
	}
	// Even the right PIN is refused now, and nothing is asked of the token.
	right := k.auth()
	right.SpendLastTry = true
	_, err = k.Driver.Open(t.Context(), k.id(), right)
	wantType[*token.PINLockedError](t, err)
	wantType[*token.PINLockedError](t, k.Driver.ChangePIN(t.Context(), k.id(), right, token.NewPIN([]byte(newPIN))))
}

func reportsToBeChanged(t *testing.T, k key) {
	must(t, k.Hand.SetPINToBeChanged(true))
	if !k.info(t).PIN.ToBeChanged {
		t.Error("list does not show that the PIN must be changed")
	}
	s, err := k.Driver.Open(t.Context(), k.id(), k.auth())
	if err == nil {
		_, err = s.GenerateKey(t.Context(), token.KeySpec{ID: "\x55", Label: "x", Algorithm: k.algorithm})
		must(t, s.Close())
	}
	wantError(t, err, token.ErrPINToBeChanged)
	must(t, k.Driver.ChangePIN(t.Context(), k.id(), k.auth(), token.NewPIN([]byte(newPIN))))
	if k.info(t).PIN.ToBeChanged {
		t.Error("list still says that the PIN must be changed")
	}
}

func wantTries(t *testing.T, k key, want int) {
	t.Helper()
	left, err := k.Hand.Tries()
	must(t, err)
	if left != want {
		t.Errorf("%d tries left, not %d", left, want)
	}
}

// wantType claims that an error is of a type.
func wantType[E error](t *testing.T, err error) {
	t.Helper()
	_ = asType[E](t, err)
}

// asType is wantType for those who look into the error as well. It is nil if
// the claim fails.
func asType[E error](t *testing.T, err error) E {
	t.Helper()
	var e E
	if !errors.As(err, &e) {
		t.Errorf("error is %v (%T), not a %T", err, err, e)
	}
	return e
}
