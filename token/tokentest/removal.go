package tokentest

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"testing"

	"ukey/token"
)

func endsSession(t *testing.T, k key) {
	s := k.open(t)
	signer := private(t, s, k.Signing).(crypto.Signer)
	must(t, k.Hand.Unplug())
	dead := func() {
		t.Helper()
		hashed := sha256.Sum256(message)
		_, err := signer.Sign(rand.Reader, hashed[:], crypto.SHA256)
		wantError(t, err, token.ErrRemoved)
		_, err = s.PrivateKey(t.Context(), k.Signing)
		wantError(t, err, token.ErrRemoved)
		_, err = s.PublicKeys(t.Context(), k.Signing.ID)
		wantError(t, err, token.ErrRemoved)
		wantError(t, s.Delete(t.Context(), k.Signing), token.ErrRemoved)
	}
	dead()
	_, err := k.Driver.Open(t.Context(), k.id(), k.auth())
	wantError(t, err, token.ErrRemoved)

	// The same key comes back: the session stays dead, a new one is needed.
	must(t, k.Hand.Plug())
	dead()
	must(t, s.Close())
	again := k.open(t)
	wantSignature(t, private(t, again, k.Signing), k.Signing.Public)
}

// survivesFastReplug: a key that was out for a moment, while nobody looked,
// has lost its login. A PIN must not pass for right because some library
// still believes in the old one.
func survivesFastReplug(t *testing.T, k key) {
	first := k.open(t)
	must(t, k.Hand.Unplug())
	must(t, k.Hand.Plug())
	if s, err := k.Driver.Open(t.Context(), k.id(), k.wrong()); err == nil {
		t.Error("a wrong PIN opened a session")
		must(t, s.Close())
	}
	must(t, first.Close())
	wantSignature(t, private(t, k.open(t), k.Signing), k.Signing.Public)
}

func heedsContext(t *testing.T, k key) {
	s := k.open(t)
	before, err := k.Hand.Tries()
	must(t, err)
	ended, cancel := context.WithCancel(t.Context())
	cancel()

	_, err = k.Driver.Tokens(ended)
	wantError(t, err, context.Canceled)
	_, err = k.Driver.Certificates(ended, k.id())
	wantError(t, err, context.Canceled)
	_, err = k.Driver.Open(ended, k.id(), k.wrong())
	wantError(t, err, context.Canceled)
	wantError(t, k.Driver.ChangePIN(ended, k.id(), k.wrong(), token.NewPIN([]byte(newPIN))), context.Canceled)
	wantError(t, k.Driver.Watch(ended, func() { t.Error("hint after the end") }), context.Canceled)
	_, err = s.PrivateKey(ended, k.Signing)
	wantError(t, err, context.Canceled)
	_, err = s.GenerateKey(ended, token.KeySpec{ID: newID, Label: "x", Algorithm: k.algorithm})
	wantError(t, err, context.Canceled)
	wantError(t, s.Delete(ended, k.Signing), context.Canceled)
	if refresher, ok := k.Driver.(token.Refresher); ok {
		wantError(t, refresher.Refresh(ended), context.Canceled)
	}
	wantTries(t, k, before)

	// The session is none the worse for it.
	wantSignature(t, private(t, s, k.Signing), k.Signing.Public)
}
