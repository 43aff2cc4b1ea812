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
