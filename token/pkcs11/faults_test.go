//go:build cgo && linux

package pkcs11_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"ukey/token"
	"ukey/token/softkey"
	"ukey/token/tokentest"
)

// Return values, as in PKCS#11 2.40, A.
const (
	functionFailed  = 0x06
	deviceError     = 0x30
	pinIncorrect    = 0xA0
	alreadyLoggedIn = 0x100
)

// A program that takes any failure of a login for a wrong PIN frightens people
// and has them lock their keys.
func TestFailedLoginIsNoWrongPIN(t *testing.T) {
	b := newBench(t, newIssuer(t), token.P256)
	d := b.load(t)
	must(t, b.store.Fail("C_Login", 1, functionFailed))
	_, err := d.Open(t.Context(), b.id(d), b.auth())
	var wrong *token.PINIncorrectError
	if !errors.Is(err, token.ErrDriver) || errors.As(err, &wrong) {
		t.Errorf("error is %v", err)
	}
	var call *token.CallError
	if !errors.As(err, &call) || call.Call != "C_Login" || call.Code != functionFailed {
		t.Errorf("error %v does not name the call and its code", err)
	}
	wantCalls(t, b.store, "C_Login", 1)
	wantSessions(t, b.store, 0)
}

func TestPINIsNeverTriedTwice(t *testing.T) {
	b := newBench(t, newIssuer(t), token.P256)
	d := b.load(t)
	wrong := token.Auth{PIN: token.NewPIN([]byte("not the PIN"))}
	for i, rv := range []uint{functionFailed, deviceError, pinIncorrect, alreadyLoggedIn} {
		must(t, b.store.Fail("C_Login", 1, rv))
		if _, err := d.Open(t.Context(), b.id(d), wrong); err == nil {
			t.Fatalf("0x%X: session opened", rv)
		}
		wantCalls(t, b.store, "C_Login", i+1)

		must(t, b.store.Fail("C_SetPIN", 1, rv))
		if err := d.ChangePIN(t.Context(), b.id(d), wrong, token.NewPIN([]byte("123456"))); err == nil {
			t.Fatalf("0x%X: PIN changed", rv)
		}
		wantCalls(t, b.store, "C_SetPIN", i+1)
	}
	wantSessions(t, b.store, 0)
}

// Some keys say that a PIN is incorrect though it is locked.
func TestLockedKeyThatSaysIncorrectCountsAsLocked(t *testing.T) {
	b := newBench(t, newIssuer(t), token.P256)
	d := b.load(t)
	must(t, b.token.SetTries(1))
	auth := token.Auth{PIN: token.NewPIN([]byte("not the PIN")), SpendLastTry: true}
	_, err := d.Open(t.Context(), b.id(d), auth)
	var locked *token.PINLockedError
	var call *token.CallError
	if !errors.As(err, &locked) || !errors.As(err, &call) || call.Code != pinIncorrect {
		t.Errorf("error is %v", err)
	}
}

func TestNothingIsAskedOfALockedKey(t *testing.T) {
	b := newBench(t, newIssuer(t), token.P256)
	d := b.load(t)
	must(t, b.token.SetTries(0))
	_, err := d.Open(t.Context(), b.id(d), b.auth())
	var locked *token.PINLockedError
	if !errors.As(err, &locked) {
		t.Errorf("open: %v", err)
	}
	if err := d.ChangePIN(t.Context(), b.id(d), b.auth(), token.NewPIN([]byte("123456"))); !errors.As(err, &locked) {
		t.Errorf("change PIN: %v", err)
	}
	wantCalls(t, b.store, "C_Login", 0)
	wantCalls(t, b.store, "C_SetPIN", 0)
}

// A token may vanish in any call. Whatever the call, the answer is the same,
// the session is dead, and after a replug everything works again.
func TestRemovalInAnyCallEndsTheSession(t *testing.T) {
	issuer := newIssuer(t)
	for name, c := range map[string]struct {
		call string
		use  func(ctx context.Context, s token.Session, b bench, ref token.KeyRef) error
	}{
		"search": {"C_FindObjects", func(ctx context.Context, s token.Session, _ bench, ref token.KeyRef) error {
			_, err := s.PrivateKey(ctx, ref)
			return err
		}},
		"signature": {"C_Sign", func(ctx context.Context, s token.Session, _ bench, ref token.KeyRef) error {
			key, err := s.PrivateKey(ctx, ref)
			if err != nil {
				return err
			}
			_, err = key.(crypto.Signer).Sign(rand.Reader, hashed(), crypto.SHA256)
			return err
		}},
		"key generation": {"C_GenerateKeyPair", func(ctx context.Context, s token.Session, _ bench, _ token.KeyRef) error {
			_, err := s.GenerateKey(ctx, token.KeySpec{ID: "\x09", Label: "x", Algorithm: token.P256})
			return err
		}},
		"deletion": {"C_DestroyObject", func(ctx context.Context, s token.Session, _ bench, ref token.KeyRef) error {
			return s.Delete(ctx, ref)
		}},
	} {
		for when, pull := range map[string]func(*softkey.Store, string, int) error{
			"during": (*softkey.Store).UnplugDuring,
			"after":  (*softkey.Store).UnplugAfter,
		} {
			t.Run(name+" "+when, func(t *testing.T) {
				b := newBench(t, issuer, token.P256)
				d := b.load(t)
				ref := b.ref(t, d, softkey.SigningID)
				session := b.open(t, d)
				must(t, pull(b.store, c.call, 1))
				if err := c.use(t.Context(), session, b, ref); !errors.Is(err, token.ErrRemoved) {
					t.Errorf("error is %v", err)
				}
				must(t, b.token.Plug())
				must(t, b.store.ResetCalls())
				if _, err := session.PublicKeys(t.Context(), ref.ID); !errors.Is(err, token.ErrRemoved) {
					t.Errorf("the session lives on: %v", err)
				}
				// Its handle may be another session's by now.
				if calls, err := b.store.Calls(); err != nil || len(calls) > 0 {
					t.Errorf("the dead session still makes calls: %v, %v", calls, err)
				}
				again := b.open(t, d)
				if _, err := again.PublicKeys(t.Context(), ref.ID); err != nil {
					t.Errorf("new session after the replug: %v", err)
				}
			})
		}
	}
}

func TestRemovalDuringAPINChange(t *testing.T) {
	b := newBench(t, newIssuer(t), token.P256)
	d := b.load(t)
	must(t, b.store.UnplugDuring("C_SetPIN", 1))
	err := d.ChangePIN(t.Context(), b.id(d), b.auth(), token.NewPIN([]byte("another")))
	if !errors.Is(err, token.ErrRemoved) {
		t.Errorf("error is %v", err)
	}
	must(t, b.token.Plug())
	b.open(t, d) // with the old PIN
}

func TestTokenIsFoundInItsNewSlot(t *testing.T) {
	b := newBench(t, newIssuer(t), token.P256)
	must(t, b.token.SetSlotMoves(true))
	d := b.load(t)
	before, err := d.Tokens(t.Context())
	must(t, err)
	must(t, b.token.Unplug())
	_, err = d.Tokens(t.Context())
	must(t, err)
	must(t, b.token.Plug())
	b.open(t, d)
	after, err := d.Tokens(t.Context())
	must(t, err)
	if before[0].ID != after[0].ID || before[0].Slot == after[0].Slot {
		t.Errorf("before the replug %+v, after it %+v", before[0], after[0])
	}
}

// Whoever waits for a library that hangs can give up. The call itself cannot.
func TestWaitingForABusyLibraryEndsWithTheContext(t *testing.T) {
	b := newBench(t, newIssuer(t), token.P256)
	d := b.load(t)
	must(t, b.store.Hang("C_GetTokenInfo", 1))
	hung := make(chan error, 1)
	go func() {
		_, err := d.Tokens(context.Background())
		hung <- err
	}()
	// The hung call holds the lock once it is in the log.
	untilLastCall(t, b.store, "C_GetTokenInfo")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := d.Tokens(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error is %v", err)
	}
	must(t, b.store.ClearFaults())
	if err := <-hung; err != nil {
		t.Errorf("the hung call ended with %v", err)
	}
}

func TestFailuresLeaveNoSessionsOpen(t *testing.T) {
	b := newBench(t, newIssuer(t), token.P256)
	d := b.load(t)
	for _, call := range []string{"C_FindObjectsInit", "C_FindObjects", "C_FindObjectsFinal", "C_GetAttributeValue"} {
		must(t, b.store.Fail(call, 1, functionFailed))
		if _, err := d.Certificates(t.Context(), b.id(d)); !errors.Is(err, token.ErrDriver) {
			t.Errorf("%s: error is %v", call, err)
		}
		wantSessions(t, b.store, 0)
		// Nor does a search that was left open stand in the way.
		if _, err := d.Certificates(t.Context(), b.id(d)); err != nil {
			t.Errorf("after a failed %s: %v", call, err)
		}
	}
}

// The second try of a call whose template was refused asks for less.
func TestRefusedTemplateIsTriedOnceMore(t *testing.T) {
	const templateInconsistent = 0xD1
	b := newBench(t, newIssuer(t), token.P256)
	d := b.load(t)
	session := b.open(t, d)
	spec := token.KeySpec{ID: "\x09", Label: "lean", Algorithm: token.P256}
	must(t, b.store.Fail("C_GenerateKeyPair", 1, templateInconsistent))
	public, err := session.GenerateKey(t.Context(), spec)
	must(t, err)
	key, err := session.PrivateKey(t.Context(), token.KeyRef{ID: spec.ID, Public: public})
	must(t, err)
	signature, err := key.(crypto.Signer).Sign(rand.Reader, hashed(), crypto.SHA256)
	must(t, err)
	if !verifies(public, signature) {
		t.Error("signature of the lean pair does not verify")
	}

	must(t, b.store.Fail("C_GenerateKeyPair", 1, templateInconsistent))
	must(t, b.store.Fail("C_GenerateKeyPair", 2, templateInconsistent))
	if _, err := session.GenerateKey(t.Context(), spec); !errors.Is(err, token.ErrDriver) {
		t.Errorf("refused twice, and the error is %v", err)
	}
}

// A pair whose public half cannot be read is of no use to anybody.
func TestPairThatCannotBeReadIsDestroyed(t *testing.T) {
	b := newBench(t, newIssuer(t), token.P256)
	d := b.load(t)
	session := b.open(t, d)
	must(t, b.store.Fail("C_GetAttributeValue", 1, functionFailed))
	_, err := session.GenerateKey(t.Context(), token.KeySpec{ID: "\x09", Label: "x", Algorithm: token.P256})
	if !errors.Is(err, token.ErrDriver) {
		t.Errorf("error is %v", err)
	}
	wantCalls(t, b.store, "C_DestroyObject", 2)
	if pairs, err := session.PublicKeys(t.Context(), "\x09"); err != nil || len(pairs) > 0 {
		t.Errorf("pairs left behind: %v, %v", pairs, err)
	}
}

// No step of an import that fails leaves a half-made pair or a session key.
func TestFailedImportLeavesNothing(t *testing.T) {
	issuer := newIssuer(t)
	// What has to be destroyed depends on how far the import came: the session
	// key; then also the private key, and the secret by which it proved itself.
	for call, destroyed := range map[string]int{"C_DeriveKey": 0, "C_UnwrapKey": 1, "C_CreateObject": 3} {
		b := newBench(t, issuer, token.P256)
		d := b.load(t)
		opener := b.ref(t, d, softkey.SigningID)
		session := b.open(t, d)
		payload := softwareKey(t)
		ref := token.KeyRef{ID: "\x09", Public: payload.Public()}
		env := tokentest.Seal(t, token.EnvelopeECDH, opener.Public, payload)
		must(t, b.store.Fail(call, 1, functionFailed))
		err := session.(token.Importer).ImportKey(t.Context(), opener, env, ref, "x")
		if !errors.Is(err, token.ErrDriver) {
			t.Errorf("%s: error is %v", call, err)
		}
		wantCalls(t, b.store, "C_DestroyObject", destroyed)
		if _, err := session.PrivateKey(t.Context(), ref); !errors.Is(err, token.ErrKeyNotFound) {
			t.Errorf("%s: a private key was left behind (%v)", call, err)
		}
		if pairs, err := session.PublicKeys(t.Context(), ref.ID); err != nil || len(pairs) > 0 {
			t.Errorf("%s: pairs left behind: %v, %v", call, pairs, err)
		}
	}
}

// Nothing would bring a key back to the screen that is left out of the list by
// mistake: it does not move.
func TestOneOddAnswerDoesNotHideAKey(t *testing.T) {
	b := newBench(t, newIssuer(t), token.P256)
	d := b.load(t)
	must(t, b.store.Fail("C_GetTokenInfo", 1, deviceError))
	tokens, err := d.Tokens(t.Context())
	if err != nil || len(tokens) != 1 {
		t.Errorf("%d tokens listed, %v", len(tokens), err)
	}
	must(t, b.store.Fail("C_GetTokenInfo", 1, deviceError))
	must(t, b.store.Fail("C_GetTokenInfo", 3, deviceError)) // the spare slot is between
	if tokens, err := d.Tokens(t.Context()); err == nil || len(tokens) > 0 {
		t.Errorf("%d tokens listed, %v", len(tokens), err)
	}
}
