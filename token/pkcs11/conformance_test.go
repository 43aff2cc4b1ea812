//go:build cgo && linux

package pkcs11_test

import (
	"testing"
	"time"

	"ukey/token"
	"ukey/token/pkcs11"
	"ukey/token/softkey"
	"ukey/token/tokentest"
)

func TestDriverConforms(t *testing.T) { conform(t, 0) }

func TestDriverConformsOnASlowKey(t *testing.T) { conform(t, time.Millisecond) }

func conform(t *testing.T, latency time.Duration) {
	t.Parallel() // the slow key leaves time for the other
	issuer := newIssuer(t)
	tokentest.Run(t, tokentest.Rig{NewKey: func(t *testing.T, algorithm token.Algorithm) tokentest.Key {
		b := newBench(t, issuer, algorithm)
		d := b.load(t, pkcs11.WatchEvery(10*time.Millisecond, 50*time.Millisecond))
		must(t, b.store.SetLatency(latency))
		return tokentest.Key{
			Driver: d, Label: b.token.Label, Serial: b.token.Serial, PIN: b.token.PIN, PUK: b.token.SOPIN,
			Signing: b.ref(t, d, softkey.SigningID), Encryption: b.ref(t, d, softkey.EncryptionID),
			Hand: b.token,
		}
	}})
}
