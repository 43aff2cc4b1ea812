//go:build cgo

package pkcs11

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	p11 "github.com/miekg/pkcs11"

	"ukey/token"
)

func TestPINStatusFromFlags(t *testing.T) {
	const initialised = p11.CKF_USER_PIN_INITIALIZED
	for name, c := range map[string]struct {
		flags uint
		state token.PINState
		tries int
	}{
		"nothing known":          {0, token.PINUnknown, token.UnknownTries},
		"fine":                   {initialised, token.PINOK, token.UnknownTries},
		"low":                    {initialised | p11.CKF_USER_PIN_COUNT_LOW, token.PINLow, token.UnknownTries},
		"final is also low":      {initialised | p11.CKF_USER_PIN_COUNT_LOW | p11.CKF_USER_PIN_FINAL_TRY, token.PINFinal, 1},
		"locked beats the rest":  {initialised | p11.CKF_USER_PIN_FINAL_TRY | p11.CKF_USER_PIN_LOCKED, token.PINLocked, 0},
		"SO PIN is not the user": {initialised | p11.CKF_SO_PIN_LOCKED, token.PINOK, token.UnknownTries},
	} {
		s := pinStatus(p11.TokenInfo{Flags: c.flags})
		if s.State != c.state || s.Tries != c.tries {
			t.Errorf("%s: %s, %d tries", name, s.State, s.Tries)
		}
	}
}

func TestPINRangeDropsWhatCannotBe(t *testing.T) {
	unset := ^uint(0)
	for _, c := range []struct {
		min, max         uint
		wantMin, wantMax int
	}{
		{4, 255, 4, 255},
		{0, 500, 0, 500},
		{6, 0, 6, 0},
		{8, 4, 0, 0},
		{unset, unset, 0, 0},
		{6, unset, 6, 0},
	} {
		if lower, upper := pinRange(c.min, c.max); lower != c.wantMin || upper != c.wantMax {
			t.Errorf("%d to %d is read as %d to %d", c.min, c.max, lower, upper)
		}
	}
}

func TestFailureKeepsTheCodeAndTellsWhatToDo(t *testing.T) {
	for rv, want := range map[uint]error{
		p11.CKR_DEVICE_ERROR:           token.ErrRemoved,
		p11.CKR_DEVICE_REMOVED:         token.ErrRemoved,
		p11.CKR_SESSION_HANDLE_INVALID: token.ErrRemoved,
		p11.CKR_TOKEN_NOT_PRESENT:      token.ErrRemoved,
		p11.CKR_TOKEN_NOT_RECOGNIZED:   token.ErrRemoved,
		p11.CKR_DEVICE_MEMORY:          token.ErrFull,
		p11.CKR_TOKEN_WRITE_PROTECTED:  token.ErrReadOnly,
		p11.CKR_PIN_EXPIRED:            token.ErrPINToBeChanged,
		p11.CKR_FUNCTION_CANCELED:      token.ErrCancelled,
		p11.CKR_MECHANISM_INVALID:      token.ErrUnsupported,
		p11.CKR_FUNCTION_FAILED:        token.ErrDriver,
		p11.CKR_GENERAL_ERROR:          token.ErrDriver,
		0x80000ABC:                     token.ErrDriver,
	} {
		err := fmt.Errorf("outer: %w", failure("C_Call", p11.Error(rv)))
		var call *token.CallError
		if !errors.Is(err, want) || !errors.As(err, &call) || call.Code != rv || call.Call != "C_Call" {
			t.Errorf("0x%X becomes %v, want %v", rv, err, want)
		}
		if code(err) != rv {
			t.Errorf("code of %v is 0x%X", err, code(err))
		}
	}
	if err := failure("C_Call", context.Canceled); !errors.Is(err, context.Canceled) || code(err) == p11.CKR_OK {
		t.Errorf("an error that is not the library's becomes %v", err)
	}
}

func TestTriesAreNotSpentInVain(t *testing.T) {
	pin := token.Auth{PIN: token.NewPIN([]byte("123456"))}
	agreed := token.Auth{PIN: pin.PIN, SpendLastTry: true}
	in := func(s token.PINState, pad bool) token.Info {
		return token.Info{PIN: token.PINStatus{State: s}, PINPad: pad}
	}
	var locked *token.PINLockedError
	var length *token.PINLengthError
	if err := mayTry(in(token.PINFinal, false), pin); !errors.Is(err, token.ErrLastTry) {
		t.Errorf("last try: %v", err)
	}
	if err := mayTry(in(token.PINFinal, false), agreed); err != nil {
		t.Errorf("last try agreed to: %v", err)
	}
	if err := mayTry(in(token.PINLocked, false), agreed); !errors.As(err, &locked) {
		t.Errorf("locked: %v", err)
	}
	if err := mayTry(in(token.PINOK, false), token.Auth{}); !errors.As(err, &length) {
		t.Errorf("no PIN and no keypad: %v", err)
	}
	if err := mayTry(in(token.PINOK, true), token.Auth{}); err != nil {
		t.Errorf("no PIN but a keypad: %v", err)
	}
}

func TestOddKeyObjectsAreNoPublicKeys(t *testing.T) {
	number := func(n uint) []byte { return p11.NewAttribute(0, n).Value }
	rsa := number(p11.CKK_RSA)
	ec := number(p11.CKK_EC)
	point := append([]byte{4}, make([]byte, 64)...) // not on the curve
	for name, values := range map[string]map[uint][]byte{
		"empty":             {},
		"RSA without parts": {p11.CKA_KEY_TYPE: rsa},
		"huge exponent":     {p11.CKA_KEY_TYPE: rsa, p11.CKA_MODULUS: {1}, p11.CKA_PUBLIC_EXPONENT: {1, 0, 0, 0, 0}},
		"no point":          {p11.CKA_KEY_TYPE: ec, p11.CKA_EC_PARAMS: curves[0].params},
		"bare point":        {p11.CKA_KEY_TYPE: ec, p11.CKA_EC_PARAMS: curves[0].params, p11.CKA_EC_POINT: point},
		"wrapped point":     {p11.CKA_KEY_TYPE: ec, p11.CKA_EC_PARAMS: curves[0].params, p11.CKA_EC_POINT: octetString(point)},
		"type of one byte":  {p11.CKA_KEY_TYPE: {3}},
	} {
		if k := publicKey(object{values: values}); k != nil {
			t.Errorf("%s: %v", name, k)
		}
	}
}

// A point that some tokens give without its OCTET STRING is read as well.
func TestPointsAreReadInBothEncodings(t *testing.T) {
	c := curves[0]
	g := c.curve.Params()
	point := append([]byte{4}, append(g.Gx.FillBytes(make([]byte, 32)), g.Gy.FillBytes(make([]byte, 32))...)...)
	for _, encoded := range [][]byte{point, octetString(point)} {
		k := publicKey(object{values: map[uint][]byte{
			p11.CKA_KEY_TYPE:  p11.NewAttribute(0, uint(p11.CKK_EC)).Value,
			p11.CKA_EC_PARAMS: c.params,
			p11.CKA_EC_POINT:  encoded,
		}})
		if k == nil {
			t.Errorf("%x is not read", encoded)
		}
	}
}

// A person is to see a move within 0.3 s of the driver's event, and within
// 2.5 s without events; the rest is for what is done about it.
func TestAWatchAsksOftenEnough(t *testing.T) {
	o := defaults()
	if o.eventInterval > 250*time.Millisecond || o.listInterval > 2200*time.Millisecond {
		t.Errorf("asked every %v for events, every %v for the list", o.eventInterval, o.listInterval)
	}
}
