package store

import (
	"context"
	"fmt"
	"time"
)

// SpendNonce uses up a nonce, and tells whether it was there to be used. It
// forgets those that have expired, which the caller must not take any more.
func (t Tx) SpendNonce(ctx context.Context, nonce Hash, expires, now time.Time) (fresh bool, err error) {
	if _, err := t.q.exec(ctx, `DELETE FROM spent_nonces WHERE expires_at < ?`, now.Unix()); err != nil {
		return false, fmt.Errorf("forget nonces: %w", err)
	}
	n, err := t.q.exec(ctx, `INSERT INTO spent_nonces (nonce, expires_at) VALUES (?, ?) ON CONFLICT (nonce) DO NOTHING`,
		nonce[:], expires.Unix())
	if err != nil {
		return false, fmt.Errorf("spend nonce: %w", err)
	}
	return n > 0, nil
}
