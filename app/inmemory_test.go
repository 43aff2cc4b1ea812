package app_test

import (
	"net/http"
	"strings"
	"testing"

	"ukey/renew/est"
	"ukey/token"
)

// TestCAThatSealsForNoTokenIsHeardAllTheSame: it knows serverkeygen as
// RFC 7030 has it and no labels. An RSA key opens what it sends in this
// computer's memory, and the person can be told; an EC key keeps its old
// encryption certificate.
func TestCAThatSealsForNoTokenIsHeardAllTheSame(t *testing.T) {
	for algorithm, want := range map[token.Algorithm]struct{ inMemory, kept bool }{
		token.RSA2048: {inMemory: true},
		token.P256:    {kept: true},
	} {
		t.Run(string(algorithm), func(t *testing.T) {
			r := newRig(t, rigSpec{algorithm: algorithm})
			r.answer = func(real http.Handler, w http.ResponseWriter, req *http.Request) {
				if op := strings.TrimPrefix(req.URL.Path, est.WellKnown); strings.Contains(op, "/") {
					http.NotFound(w, req)
					return
				}
				real.ServeHTTP(w, req)
			}
			result, _, err := r.renew(t.Context(), r.consent())
			if err != nil {
				t.Fatal(err)
			}
			if result.EncryptionInMemory != want.inMemory || result.EncryptionKept != want.kept {
				t.Errorf("in memory %v, kept %v", result.EncryptionInMemory, result.EncryptionKept)
			}
			if n, pairs := r.privateKeys(t), map[bool]int{true: 4, false: 3}[want.inMemory]; n != pairs {
				t.Errorf("%d private keys on the key, want %d", n, pairs)
			}
		})
	}
}

// TestATokenThatCannotUnwrapGetsItsEncryptionKey: it decrypts the session key,
// and this computer opens the rest for a moment, which the person is told.
func TestATokenThatCannotUnwrapGetsItsEncryptionKey(t *testing.T) {
	for _, algorithm := range []token.Algorithm{token.RSA2048, token.P256} {
		t.Run(string(algorithm), func(t *testing.T) {
			r := newRig(t, rigSpec{algorithm: algorithm})
			if err := r.key.SetUnwrapless(true); err != nil {
				t.Fatal(err)
			}
			result, _, err := r.renew(t.Context(), r.consent())
			if err != nil {
				t.Fatal(err)
			}
			if !result.EncryptionInMemory || result.EncryptionKept || result.Encryption == nil {
				t.Errorf("in memory %v, kept %v, certificate %v", result.EncryptionInMemory, result.EncryptionKept, result.Encryption)
			}
			if algorithm == token.RSA2048 {
				checkOpens(t, r, result.Encryption)
			}
		})
	}
}
