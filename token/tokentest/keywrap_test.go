package tokentest

import (
	"encoding/hex"
	"testing"
)

// The vectors are those of RFC 5649, section 6.
func TestWrapPaddedGivesTheRFCsVectors(t *testing.T) {
	const kek = "5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8"
	for plain, want := range map[string]string{
		"c37b7e6492584340bed12207808941155068f738": "138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a",
		"466f7250617369": "afbeb0f07dfbf5419200f2ccb50bb24f",
	} {
		got, err := wrapPadded(unhex(t, kek), unhex(t, plain))
		if err != nil || hex.EncodeToString(got) != want {
			t.Errorf("wrapped %s to %x (%v), not %s", plain, got, err, want)
		}
	}
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	must(t, err)
	return b
}
