//go:build cgo && linux

package pkcs11_test

import (
	"errors"
	"testing"

	"ukey/token"
)

// An SO that stays logged in keeps the user out, in every program.
func TestUnblockingLogsOutInEveryCase(t *testing.T) {
	b := newBench(t, newIssuer(t), token.P256)
	d := b.load(t)
	puk := func() token.Auth { return token.Auth{PIN: token.NewPIN([]byte(b.token.SOPIN))} }
	unblock := func() error { return d.UnblockPIN(t.Context(), b.id(d), puk(), token.NewPIN([]byte("another"))) }
	must(t, unblock())
	wantCalls(t, b.store, "C_Logout", 1)
	for i, rv := range []uint{functionFailed, deviceError} {
		must(t, b.store.Fail("C_InitPIN", 1, rv))
		if err := unblock(); err == nil {
			t.Errorf("0x%X: the PIN is said to be set", rv)
		}
		wantCalls(t, b.store, "C_Logout", 2+i)
		wantSessions(t, b.store, 0)
	}
}

// Vendors that keep unblocking to themselves refuse at one call or the other.
func TestRefusedUnblockingIsUnsupported(t *testing.T) {
	const functionNotSupported, userTypeInvalid = 0x54, 0x103
	b := newBench(t, newIssuer(t), token.P256)
	d := b.load(t)
	for call, rv := range map[string]uint{"C_Login": userTypeInvalid, "C_InitPIN": functionNotSupported} {
		must(t, b.store.Fail(call, 1, rv))
		err := d.UnblockPIN(t.Context(), b.id(d), token.Auth{PIN: token.NewPIN([]byte(b.token.SOPIN))}, token.NewPIN([]byte("another")))
		if !errors.Is(err, token.ErrUnsupported) {
			t.Errorf("%s answers 0x%X: %v", call, rv, err)
		}
	}
	b.open(t, d) // with the old PIN
}
