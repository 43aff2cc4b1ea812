//go:build cgo && linux

package host_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"ukey/token"
	"ukey/token/host"
	"ukey/token/softkey"
	"ukey/token/tokentest"
)

// What crash_test.go shows of the caller, the suite shows of the key.
func TestKeySurvivesACrashInAnyCall(t *testing.T) { strike(t, tokentest.Crash()) }

func TestKeySurvivesAHangInAnyCall(t *testing.T) { strike(t, tokentest.Hang()) }

func strike(t *testing.T, fault tokentest.Fault) {
	tokentest.RunFaults(t, func(t *testing.T, algorithm token.Algorithm) (tokentest.Key, tokentest.Saboteur) {
		b := newBench(t, algorithm)
		d := b.host(t)
		return b.key(t, d), &impatient{Store: b.store, t: t, driver: d}
	}, fault)
}

// impatient has the deadline pass as soon as the library hangs, so that nobody
// waits for it, and a busy machine passes it in no other call.
type impatient struct {
	*softkey.Store
	t      *testing.T
	driver *host.Driver
	stop   func()
}

// Hang implements tokentest.Saboteur. The nth call is the one that hangs.
func (i *impatient) Hang(call string, nth int) error {
	if err := i.Store.Hang(call, nth); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(i.t.Context())
	var waiting sync.WaitGroup
	i.stop = func() {
		cancel()
		waiting.Wait()
	}
	waiting.Go(func() {
		again := time.NewTicker(time.Millisecond)
		defer again.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-again.C:
			}
			if calls, err := i.Calls(); err == nil && len(calls) >= nth {
				if err := i.driver.Expire(); err != nil && ctx.Err() == nil {
					i.t.Error(err)
				}
				return
			}
		}
	})
	return nil
}

// ClearFaults implements tokentest.Saboteur.
func (i *impatient) ClearFaults() error {
	if i.stop != nil {
		i.stop()
	}
	return i.Store.ClearFaults()
}

// key is the bench's key as the suite wants it.
func (b bench) key(t *testing.T, d token.Driver) tokentest.Key {
	t.Helper()
	return tokentest.Key{
		Driver: d, Label: b.token.Label, Serial: b.token.Serial, PIN: b.token.PIN, PUK: b.token.SOPIN,
		Signing: b.ref(t, d, softkey.SigningID), Encryption: b.ref(t, d, softkey.EncryptionID),
		Hand: b.token,
	}
}
