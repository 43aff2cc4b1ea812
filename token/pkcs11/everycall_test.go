//go:build cgo && linux

package pkcs11_test

import (
	"slices"
	"testing"

	"ukey/token"
	"ukey/token/softkey"
	"ukey/token/tokentest"
)

func TestEveryCallMayFail(t *testing.T) {
	issuer := newIssuer(t)
	tokentest.RunFaults(t, func(t *testing.T, algorithm token.Algorithm) (tokentest.Key, tokentest.Saboteur) {
		b := newBench(t, issuer, algorithm)
		d := b.load(t)
		return tokentest.Key{
			Driver: d, Label: b.token.Label, Serial: b.token.Serial, PIN: b.token.PIN, PUK: b.token.SOPIN,
			Signing: b.ref(t, d, softkey.SigningID), Encryption: b.ref(t, d, softkey.EncryptionID),
			Hand: b.token,
		}, b.store
	}, slices.Concat(tokentest.Failures(), tokentest.Removals())...)
}
