//go:build cgo && linux

package pkcs11_test

import (
	"flag"
	"testing"

	"ukey/token"
	"ukey/token/softkey"
	"ukey/token/tokentest"
)

// soakRounds is few enough for every day; 10,000 show a small leak.
var soakRounds = flag.Int("soak", 200, "rounds of listing, pulling and plugging a key")

func TestNothingGrowsWithTheRounds(t *testing.T) {
	b := newBench(t, newIssuer(t), token.P256)
	d := b.load(t)
	tokentest.Soak(t, tokentest.Key{
		Driver: d, Label: b.token.Label, Serial: b.token.Serial, PIN: b.token.PIN, Hand: b.token,
		Signing: b.ref(t, d, softkey.SigningID),
	}, *soakRounds, nil)
	wantSessions(t, b.store, 0)
}
