package tokentest

import (
	"context"
	"testing"
	"time"

	"ukey/token"
)

// Rig is what a driver's tests give to the suite.
type Rig struct {
	// NewKey provides a key that is plugged in and that no other test has
	// touched: with a signing pair and an encryption pair of the given kind
	// (RSA2048 or P256) and a certificate on each. It cleans up through t.
	NewKey func(t *testing.T, algorithm token.Algorithm) Key
}

// Key is a provisioned token and a driver that can see it.
type Key struct {
	Driver        token.Driver
	Label, Serial string
	PIN           string
	// PUK is asked for where the driver is a token.Unblocker.
	PUK string
	// Signing and Encryption name the two pairs.
	Signing, Encryption token.KeyRef
	// Hand does to the key what a person's hands do.
	Hand Hand
}

// Hand moves and spoils a key from outside the driver.
type Hand interface {
	Unplug() error
	Plug() error
	// SetTries leaves n PIN tries; Tries counts them.
	SetTries(n int) error
	Tries() (int, error)
	// SetPUKTries and PUKTries do the same for the PUK.
	SetPUKTries(n int) error
	PUKTries() (int, error)
	// SetUnblockRefused has the token know nothing of PUKs.
	SetUnblockRefused(bool) error
	SetPINRange(shortest, longest int) error
	SetPINToBeChanged(bool) error
	// SetPINPad gives the key a pad, on which a person types these where a
	// PIN is asked for, or cancels where they are empty.
	SetPINPad(current, new string) error
	SetPaddedWithNUL(bool) error
	SetWriteProtected(bool) error
	SetFull(bool) error
	// SetUnwrapless has the token open nothing of an envelope but the session
	// key.
	SetUnwrapless(bool) error
	// Objects counts what is stored on the key, private objects too.
	Objects() (int, error)
	// AddCertificate stores any bytes as a certificate.
	AddCertificate(id []byte, label string, der []byte) error
}

// Run runs the suite.
func Run(t *testing.T, rig Rig) {
	t.Helper()
	claims := []struct {
		name  string
		claim func(t *testing.T, k key)
	}{
		{"lists the token by label and serial number", listsToken},
		{"trims NULs off a label", trimsNULs},
		{"reads certificates and their use without a PIN", readsCertificates},
		{"shows garbage beside readable certificates", showsGarbage},
		{"does not find a token that is not there", missesToken},
		{"sees a token go and come back", seesTokenGoAndCome},
		{"hints when a token goes and comes", hints},

		{"changes the PIN", changesPIN},
		{"counts a wrong old PIN", countsWrongOldPIN},
		{"refuses a new PIN of a wrong length", refusesPINLength},
		{"keeps the last try for the person to spend", keepsLastTry},
		{"tells a locked PIN from a wrong one", tellsLocked},
		{"reports a PIN that must be changed", reportsToBeChanged},

		{"has PINs typed on the token's own pad", usesPINPad},
		{"tells when the person cancels on the pad", tellsCancelled},
		{"unblocks a locked PIN with the PUK", unblocks},
		{"counts a wrong PUK down to locked", countsWrongPUK},
		{"keeps the last try of the PUK for the person to spend", keepsLastPUKTry},
		{"refuses to unblock with a new PIN of a wrong length", refusesUnblockLength},
		{"says that a token cannot be unblocked", saysNotUnblockable},
		{"does not unblock beside a session", refusesUnblockBesideSession},

		{"signs with both pairs' kinds of padding", signs},
		{"signs for many callers at once", signsConcurrently},
		{"opens what is encrypted for the key", opens},
		{"refuses a second login beside the first", refusesSecondLogin},
		{"does not find a key that is not there", missesKey},

		{"generates pairs that stay on the token", generates},
		{"stores a certificate once", storesCertificate},
		{"reads in a session what was stored", readsStored},
		{"puts a certificate in the place of a half-made one", replacesHalfMade},
		{"deletes a pair and nothing else under its ID", deletesOnlyPair},
		{"deletes everything under an ID", deletesAllUnderID},
		{"imports keys in every format it offers", imports},
		{"refuses an envelope that holds another key", refusesOtherKey},
		{"imports keys where it can but decrypt", importsWithoutUnwrapping},
		{"refuses another key where it can but decrypt", refusesOtherKeyWithoutUnwrapping},
		{"leaves nothing behind on a full token", leavesNothingWhenFull},
		{"says that a token is read-only", saysReadOnly},

		{"ends a session with its token", endsSession},
		{"takes no PIN on trust after a fast replug", survivesFastReplug},
		{"does nothing once the context has ended", heedsContext},
	}
	for _, algorithm := range []token.Algorithm{token.RSA2048, token.P256} {
		t.Run(string(algorithm), func(t *testing.T) {
			for _, c := range claims {
				t.Run(c.name, func(t *testing.T) {
					c.claim(t, key{rig.NewKey(t, algorithm), algorithm})
				})
			}
		})
	}
}

// key is a Key with what the claims say about it in short words.
type key struct {
	Key
	algorithm token.Algorithm
}

func (k key) pin() *token.PIN { return token.NewPIN([]byte(k.PIN)) }

func (k key) auth() token.Auth { return token.Auth{PIN: k.pin()} }

func (k key) wrong() token.Auth { return token.Auth{PIN: token.NewPIN([]byte("wrong-" + k.PIN))} }

// info finds the token in the driver's list, or fails.
func (k key) info(t *testing.T) token.Info {
	t.Helper()
	info, ok := k.find(t)
	if !ok {
		t.Fatal("token is not listed")
	}
	return info
}

func (k key) find(t *testing.T) (token.Info, bool) {
	t.Helper()
	tokens, err := k.Driver.Tokens(t.Context())
	must(t, err)
	for _, info := range tokens {
		if info.ID.Serial == k.Serial && info.ID.Label == k.Label {
			return info, true
		}
	}
	return token.Info{}, false
}

func (k key) id() token.ID {
	return token.ID{Driver: k.Driver.Name(), Serial: k.Serial, Label: k.Label}
}

// open logs in and closes the session at the end of the test.
func (k key) open(t *testing.T) token.Session {
	t.Helper()
	s, err := k.Driver.Open(t.Context(), k.id(), k.auth())
	must(t, err)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close session: %v", err)
		}
	})
	return s
}

// certificates reads the certificates, or fails.
func (k key) certificates(t *testing.T) []token.Certificate {
	t.Helper()
	list, err := k.Driver.Certificates(t.Context(), k.id())
	must(t, err)
	return list
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// patience is how long a claim waits for what must happen soon.
const patience = time.Minute

// await waits until a value comes, or fails.
func await[T any](t *testing.T, c <-chan T, what string) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	select {
	case v := <-c:
		return v
	case <-ctx.Done():
		t.Fatalf("no %s within %v", what, patience)
		panic("unreachable")
	}
}

// eventually asks until something is so, or fails.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for !so() {
		select {
		case <-again.C:
		case <-deadline.C:
			t.Fatalf("no %s within %v", what, patience)
		}
	}
}
