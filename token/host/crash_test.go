//go:build cgo && linux

package host_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"slices"
	"testing"
	"time"

	"ukey/token"
	"ukey/token/host"
	"ukey/token/softkey"
	"ukey/token/tokentest"
)

// operation is something a person or a renewal does with a key, begun with a
// session that is logged in, or without one.
type operation struct {
	name    string
	session bool
	do      func(t *testing.T, b bench, d token.Driver, s token.Session) error
	// before, if not nil, makes what the operation needs.
	before func(t *testing.T, b *bench, s token.Session)
	// harmless are calls whose failure takes nothing from the caller.
	harmless []string
}

var digest = sha256.Sum256([]byte("续期"))

var operations = []operation{
	{name: "list", do: func(t *testing.T, b bench, d token.Driver, _ token.Session) error {
		if _, err := d.Tokens(t.Context()); err != nil {
			return err
		}
		_, err := d.Certificates(t.Context(), b.id())
		return err
	}},
	{name: "change PIN", do: func(t *testing.T, b bench, d token.Driver, _ token.Session) error {
		return d.ChangePIN(t.Context(), b.id(), b.auth(), token.NewPIN([]byte(b.token.PIN)))
	}},
	{name: "log in", do: func(t *testing.T, b bench, d token.Driver, _ token.Session) error {
		s, err := d.Open(t.Context(), b.id(), b.auth())
		if err != nil {
			return err
		}
		return s.Close()
	}, harmless: []string{"C_Logout", "C_CloseSession"}}, // a login ends with its process
	{name: "sign", session: true, do: func(t *testing.T, b bench, _ token.Driver, s token.Session) error {
		return sign(t, s, b.signing)
	}},
	{name: "generate", session: true, do: func(t *testing.T, _ bench, _ token.Driver, s token.Session) error {
		_, err := s.GenerateKey(t.Context(), token.KeySpec{ID: token.KeyID(rand.Text()[:8]), Label: "new", Algorithm: token.P256})
		return err
	}},
	{name: "store", session: true, do: func(t *testing.T, b bench, _ token.Driver, s token.Session) error {
		der, err := b.issuer.Issue(softkey.CertSpec{Public: b.signing.Public})
		must(t, err)
		return s.StoreCertificate(t.Context(), token.KeyID(rand.Text()[:8]), "new", der)
	}},
	{name: "import", session: true, do: func(t *testing.T, b bench, _ token.Driver, s token.Session) error {
		payload, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		must(t, err)
		env := tokentest.Seal(t, token.EnvelopeECDH, b.signing.Public, payload)
		ref := token.KeyRef{ID: token.KeyID(rand.Text()[:8]), Public: payload.Public()}
		return s.(token.Importer).ImportKey(t.Context(), b.signing, env, ref, "new")
	}},
	{name: "delete", session: true, do: func(t *testing.T, b bench, _ token.Driver, s token.Session) error {
		return s.Delete(t.Context(), b.doomed)
	}, before: func(t *testing.T, b *bench, s token.Session) {
		b.doomed.ID = token.KeyID(rand.Text()[:8])
		public, err := s.GenerateKey(t.Context(), token.KeySpec{ID: b.doomed.ID, Label: "old", Algorithm: token.P256})
		must(t, err)
		b.doomed.Public = public
	}},
}

func sign(t *testing.T, s token.Session, ref token.KeyRef) error {
	key, err := s.PrivateKey(t.Context(), ref)
	if err != nil {
		return err
	}
	signature, err := key.(crypto.Signer).Sign(rand.Reader, digest[:], crypto.SHA256)
	if err == nil && !ecdsa.VerifyASN1(ref.Public.(*ecdsa.PublicKey), digest[:], signature) {
		t.Error("signature does not verify")
	}
	return err
}

// run carries out one operation. What strike counts or breaks is the
// operation's own: the process is running, and the person logged in if need be.
func (o operation) run(t *testing.T, b bench, d token.Driver, strike func()) (s token.Session, err error) {
	t.Helper()
	if o.session {
		s, err = d.Open(t.Context(), b.id(), b.auth())
	} else {
		_, err = d.Tokens(t.Context())
	}
	must(t, err)
	if o.before != nil {
		o.before(t, &b, s)
	}
	strike()
	return s, o.do(t, b, d, s)
}

// Whichever call of whichever operation the library dies in, the caller gets
// a typed error, nothing of the login is left, and the next operation works.
func TestCrashInAnyCallEndsTheCallAndNothingElse(t *testing.T) {
	b := newBench(t, token.P256)
	d := b.host(t)
	b.signing = b.ref(t, d, softkey.SigningID)
	points := 0
	for _, o := range operations {
		t.Run(o.name, func(t *testing.T) {
			s, err := o.run(t, b, d, func() { must(t, b.store.ResetCalls()) })
			must(t, err)
			calls, err := b.store.Calls()
			must(t, err)
			if s != nil {
				must(t, s.Close())
			}
			for nth := range calls {
				s, err := o.run(t, b, d, func() { must(t, b.store.Crash(softkey.AnyCall, nth+1)) })
				if !errors.Is(err, token.ErrDriverCrashed) && !(err == nil && slices.Contains(o.harmless, calls[nth])) {
					t.Errorf("crash in call %d, %s: %v", nth+1, calls[nth], err)
				}
				if s != nil {
					if err := sign(t, s, b.signing); !errors.Is(err, token.ErrDriverCrashed) {
						t.Errorf("the session goes on after a crash in call %d, %s: %v", nth+1, calls[nth], err)
					}
					must(t, s.Close())
				}
				if n, err := b.store.OpenSessions(); n != 0 || err != nil {
					t.Errorf("%d sessions are open after a crash in call %d, %s: %v", n, nth+1, calls[nth], err)
				}
				must(t, b.store.ClearFaults())
				points++
			}
			// And the operation itself still works.
			s, err = o.run(t, b, d, func() {})
			must(t, err)
			if s != nil {
				must(t, s.Close())
			}
		})
	}
	t.Logf("%d points of crash", points)
}

// A hang is ended at its deadline in each operation, wherever it strikes.
func TestHangIsEndedAtItsDeadline(t *testing.T) {
	b := newBench(t, token.P256)
	const deadline = 400 * time.Millisecond
	patient := b.host(t)
	b.signing = b.ref(t, patient, softkey.SigningID)
	must(t, patient.Close())
	for _, o := range operations {
		t.Run(o.name, func(t *testing.T) {
			d := b.host(t, func(c *host.Config) { c.KeygenDeadline = deadline })
			var begun time.Time
			s, err := o.run(t, b, d, func() {
				d.SetDeadline(deadline)
				must(t, b.store.Hang(softkey.AnyCall, 1))
				begun = time.Now()
			})
			early := time.Since(begun) < deadline
			if !errors.Is(err, token.ErrDriverHung) || errors.Is(err, token.ErrDriverCrashed) {
				t.Errorf("error is %v", err)
			}
			if early {
				t.Error("it is ended before")
			}
			must(t, b.store.ClearFaults())
			d.SetDeadline(host.DefaultDeadline)
			if s != nil {
				if err := sign(t, s, b.signing); err == nil {
					t.Error("the session goes on")
				}
				must(t, s.Close())
			}
			_, err = d.Tokens(t.Context())
			must(t, err)
		})
	}
}

// giveUpListing asks for the tokens, and gives up while the library hangs.
func (b bench) giveUpListing(t *testing.T, d *host.Driver) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	listed := make(chan error, 1)
	go func() {
		_, err := d.Tokens(ctx)
		listed <- err
	}()
	b.waitForCall(t, "C_GetTokenInfo")
	cancel()
	if err := <-listed; !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
}

// A caller who gives up waits no longer, whatever the library is at.
func TestCallerWhoGivesUpDoesNotWait(t *testing.T) {
	b := newBench(t, token.P256)
	d := b.host(t)
	_, err := d.Tokens(t.Context())
	must(t, err)
	must(t, b.store.ResetCalls())
	must(t, b.store.Hang("C_GetTokenInfo", 1))
	b.giveUpListing(t, d)
	must(t, b.store.ClearFaults())
	_, err = d.Tokens(t.Context())
	must(t, err)
}

// Nor does whoever closes the driver then.
func TestCloseDoesNotWaitForACallThatNobodyWaitsFor(t *testing.T) {
	b := newBench(t, token.P256)
	d := b.host(t, func(c *host.Config) { c.Deadline = time.Hour })
	d.SetGrace(time.Hour)
	_, err := d.Tokens(t.Context())
	must(t, err)
	must(t, b.store.Hang("C_GetTokenInfo", 1))
	must(t, b.store.ResetCalls())
	b.giveUpListing(t, d)
	closed := make(chan error, 1)
	go func() { closed <- d.Close() }()
	select {
	case err := <-closed:
		must(t, err)
	case <-time.After(patience):
		t.Error("it waits")
		must(t, b.store.ClearFaults())
	}
}

// Somebody who gives up a login that succeeds all the same leaves none behind.
func TestAbandonedLoginIsUndone(t *testing.T) {
	b := newBench(t, token.P256)
	d := b.host(t)
	_, err := d.Tokens(t.Context())
	must(t, err)
	must(t, b.store.Hang("C_Login", 1))
	must(t, b.store.ResetCalls())
	ctx, cancel := context.WithCancel(t.Context())
	opened := make(chan error, 1)
	go func() {
		_, err := d.Open(ctx, b.id(), b.auth())
		opened <- err
	}()
	b.waitForCall(t, "C_Login")
	cancel()
	if err := <-opened; !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
	must(t, b.store.ClearFaults())
	eventually(t, "all sessions are closed", func() bool {
		n, err := b.store.OpenSessions()
		must(t, err)
		return n == 0
	})
	// The PIN was tried once, and a new login finds no other in its way.
	must(t, b.open(t, d).Close())
	calls, err := b.store.Calls()
	must(t, err)
	logins := 0
	for _, c := range calls {
		if c == "C_Login" {
			logins++
		}
	}
	if logins != 2 {
		t.Errorf("%d logins, not 2", logins)
	}
}
