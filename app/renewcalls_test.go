package app_test

import (
	"context"
	"testing"

	"ukey/app"
	"ukey/token"
)

// countingFrom forgets the calls to the key before the PIN was typed.
type countingFrom struct {
	*answers
	forget func() error
}

func (c countingFrom) PIN(ctx context.Context, q app.PINQuestion) (*token.PIN, error) {
	if err := c.forget(); err != nil {
		return nil, err
	}
	return c.answers.PIN(ctx, q)
}

// Each call costs a slow key milliseconds that a person waits for: of what a
// renewal needs to know, nothing is asked twice.
func TestRenewalTakesFewCalls(t *testing.T) {
	for algorithm, most := range map[token.Algorithm]int{token.RSA2048: 36, token.P256: 45} {
		r := newRig(t, rigSpec{algorithm: algorithm})
		if _, _, err := r.renew(t.Context(), countingFrom{r.consent(), r.store.ResetCalls}); err != nil {
			t.Fatal(err)
		}
		calls, err := r.store.Calls()
		if err != nil {
			t.Fatal(err)
		}
		if len(calls) > most {
			t.Errorf("%s: %d calls from the PIN on, more than %d: %v", algorithm, len(calls), most, calls)
		}
	}
}
