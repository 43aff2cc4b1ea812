//go:build cgo && linux

package host_test

import (
	"testing"
	"time"

	"ukey/token"
	"ukey/token/host"
	"ukey/token/softkey"
	"ukey/token/tokentest"
)

// What crash_test.go shows of the caller, the suite shows of the key.
func TestKeySurvivesACrashInAnyCall(t *testing.T) { strike(t, tokentest.Crash(), host.DefaultDeadline) }

func TestKeySurvivesAHangInAnyCall(t *testing.T) { strike(t, tokentest.Hang(), 500*time.Millisecond) }

func strike(t *testing.T, fault tokentest.Fault, deadline time.Duration) {
	tokentest.RunFaults(t, func(t *testing.T, algorithm token.Algorithm) (tokentest.Key, tokentest.Saboteur) {
		b := newBench(t, algorithm)
		d := b.host(t, func(c *host.Config) { c.Deadline, c.KeygenDeadline = deadline, deadline })
		return b.key(t, d), b.store
	}, fault)
}

func TestNothingGrowsWithEveryReplug(t *testing.T) {
	b := newBench(t, token.P256)
	d := b.host(t)
	const rounds = 50
	tokentest.Soak(t, b.key(t, d), rounds, func() int { return childProcesses(t) })
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
