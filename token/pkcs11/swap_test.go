//go:build cgo && linux

package pkcs11_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"ukey/token"
	"ukey/token/pkcs11"
	"ukey/token/softkey"
)

// pairOfKeys is two keys with the same label, of which a driver has listed the
// first; the second is out.
func pairOfKeys(t *testing.T) (b bench, d *pkcs11.Driver, other *softkey.Token) {
	t.Helper()
	issuer := newIssuer(t)
	b = newBench(t, issuer, token.P256)
	other, err := b.store.AddOrganisation(issuer, softkey.OrgSpec{Label: b.token.Label, Algorithm: "p256"})
	must(t, err)
	must(t, other.Unplug())
	return b, b.load(t), other
}

func idOf(d *pkcs11.Driver, k *softkey.Token) token.ID {
	return token.ID{Driver: d.Name(), Serial: k.Serial, Label: k.Label}
}

// While nobody looks, a key is pulled out and another is put into its slot.
func TestAnotherKeyInTheSlotIsNotTakenForTheFirst(t *testing.T) {
	for name, watchful := range map[string]bool{"library that looks when asked": false, "library that looks by itself": true} {
		t.Run(name, func(t *testing.T) {
			b, d, other := pairOfKeys(t)
			must(t, b.store.SetWatchful(watchful))
			ref := b.ref(t, d, softkey.SigningID)
			session := b.open(t, d)
			key, err := session.PrivateKey(t.Context(), ref)
			must(t, err)
			tokens, err := d.Tokens(t.Context())
			must(t, err)

			must(t, b.token.Unplug())
			must(t, other.SetSlot(tokens[0].Slot))
			must(t, other.Plug())
			must(t, b.store.ResetCalls())

			if _, err := key.(crypto.Signer).Sign(rand.Reader, hashed(), crypto.SHA256); !errors.Is(err, token.ErrRemoved) {
				t.Errorf("signature with the key that is gone: %v", err)
			}
			if list, err := d.Certificates(t.Context(), b.id(d)); !errors.Is(err, token.ErrRemoved) {
				t.Errorf("%d certificates of the key that is gone, %v", len(list), err)
			}
			if _, err := d.Open(t.Context(), b.id(d), b.auth()); !errors.Is(err, token.ErrRemoved) {
				t.Errorf("open: %v", err)
			}
			if err := d.ChangePIN(t.Context(), b.id(d), b.auth(), token.NewPIN([]byte("another"))); !errors.Is(err, token.ErrRemoved) {
				t.Errorf("change PIN: %v", err)
			}
			if err := d.UnblockPIN(t.Context(), b.id(d), token.Auth{PIN: token.NewPIN([]byte(b.token.SOPIN))}, token.NewPIN([]byte("another"))); !errors.Is(err, token.ErrRemoved) {
				t.Errorf("unblock: %v", err)
			}
			wantCalls(t, b.store, "C_Login", 0)
			wantCalls(t, b.store, "C_SetPIN", 0)

			tokens, err = d.Tokens(t.Context())
			must(t, err)
			if len(tokens) != 1 || tokens[0].ID != idOf(d, other) {
				t.Errorf("listed: %+v", tokens)
			}
			list, err := d.Certificates(t.Context(), idOf(d, other))
			must(t, err)
			if len(list) != 2 || list[0].Ref().Public.(*ecdsa.PublicKey).Equal(ref.Public) {
				t.Errorf("the other key shows %d certificates, or the first one's", len(list))
			}
		})
	}
}

// A library that numbers the keys that are in, from the first on.
func TestAKeyThatMovesUpAsAnotherLeavesIsNotTakenForIt(t *testing.T) {
	b, d, other := pairOfKeys(t)
	must(t, b.store.SetWatchful(true))
	must(t, b.token.SetSlot(100))
	must(t, other.SetSlot(101))
	must(t, other.Plug())
	theirs, err := d.Certificates(t.Context(), idOf(d, other))
	must(t, err)
	_, err = d.Tokens(t.Context())
	must(t, err)

	must(t, b.token.Unplug())
	must(t, other.SetSlot(100))
	if list, err := d.Certificates(t.Context(), b.id(d)); !errors.Is(err, token.ErrRemoved) {
		t.Errorf("%d certificates of the key that is gone, %v", len(list), err)
	}
	// Once more just listed, and again one slot up.
	must(t, b.token.Plug())
	must(t, b.token.SetSlot(101))
	_, err = d.Tokens(t.Context())
	must(t, err)
	must(t, b.token.Unplug())
	must(t, other.SetSlot(99))
	list, err := d.Certificates(t.Context(), idOf(d, other))
	must(t, err)
	if len(list) != 2 || !bytes.Equal(list[0].DER, theirs[0].DER) {
		t.Errorf("the key that stayed shows %d certificates, or others", len(list))
	}
}

// A key that is swapped between the look at it and the login never gets the
// PIN of the first.
func TestNoPINGoesToAnotherKey(t *testing.T) {
	b, d, other := pairOfKeys(t)
	must(t, b.store.SetWatchful(true))
	tokens, err := d.Tokens(t.Context())
	must(t, err)
	must(t, other.SetSlot(tokens[0].Slot))
	for _, call := range []string{"C_OpenSession", "C_Login"} {
		must(t, other.Unplug())
		must(t, b.token.Plug())
		must(t, b.store.ResetCalls())
		must(t, b.store.Hang(call, 1))
		opened := make(chan error, 1)
		go func() {
			_, err := d.Open(t.Context(), b.id(d), b.auth())
			opened <- err
		}()
		untilLastCall(t, b.store, call)
		must(t, b.token.Unplug())
		must(t, other.Plug())
		must(t, b.store.ClearFaults())
		if err := <-opened; !errors.Is(err, token.ErrRemoved) {
			t.Errorf("swapped during %s: %v", call, err)
		}
		if tries, err := other.Tries(); err != nil || tries != softkey.DefaultTries {
			t.Errorf("swapped during %s: the other key has %d tries left (%v)", call, tries, err)
		}
	}
}

// untilLastCall waits until the last call that the library got is the one.
func untilLastCall(t *testing.T, store *softkey.Store, call string) {
	t.Helper()
	untilCalled(t, store, func(calls []string) bool { return len(calls) > 0 && calls[len(calls)-1] == call })
}

// patience is how long a test waits for what must happen soon.
const patience = time.Minute

// untilCalled waits until the calls that the library got are as they should be.
func untilCalled(t *testing.T, store *softkey.Store, so func(calls []string) bool) {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	again := time.NewTicker(time.Millisecond)
	defer again.Stop()
	for {
		calls, err := store.Calls()
		must(t, err)
		if so(calls) {
			return
		}
		select {
		case <-again.C:
		case <-deadline.C:
			t.Fatalf("not within %v; the library was called for %v", patience, calls)
		}
	}
}
