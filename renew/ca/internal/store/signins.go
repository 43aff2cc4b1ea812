package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// signInsKept is after how long without another try failed ones are
// forgotten.
const signInsKept = 24 * time.Hour

// TrySignIn counts a try to sign in under a name, whether there is such an
// operator or not, before its password is looked at: so that tries at the
// same time are each counted. If pause, which gets the number of failures so
// far, asks for more time than has passed since the last one, nothing is
// counted and until is when the next try may be made; it is zero otherwise.
func (s *Store) TrySignIn(ctx context.Context, name string, now time.Time, pause func(failures int) time.Duration) (until time.Time, err error) {
	// What is typed as a name is now and then a password: only its hash is kept.
	hash := sha256.Sum256([]byte(name))
	err = s.atomically(ctx, func(ctx context.Context, tx querier) error {
		until = time.Time{}
		if _, err := tx.exec(ctx, `DELETE FROM sign_ins WHERE tried_at < ?`, now.Add(-signInsKept).Unix()); err != nil {
			return err
		}
		// The row is written first, so that tries at the same time wait for
		// one another here.
		var failures int
		var last int64
		err := tx.row(ctx,
			`INSERT INTO sign_ins (name_hash, failures, tried_at) VALUES (?, 0, ?)
			 ON CONFLICT (name_hash) DO UPDATE SET failures = sign_ins.failures
			 RETURNING failures, tried_at`, hash[:], now.Unix()).Scan(&failures, &last)
		if err != nil {
			return err
		}
		if end := time.Unix(last, 0).Add(pause(failures)); end.After(now) {
			until = end.UTC()
			return nil
		}
		_, err = tx.exec(ctx,
			`UPDATE sign_ins SET failures = failures + 1, tried_at = ? WHERE name_hash = ?`, now.Unix(), hash[:])
		return err
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("count sign-in: %w", err)
	}
	return until, nil
}

// SignedIn ends the last try of TrySignIn with success. It takes the count of
// the name back to none, and records an entry that has the fact "failures": how
// many tries had failed.
func (s *Store) SignedIn(ctx context.Context, name string, e Entry) error {
	return s.atomically(ctx, func(ctx context.Context, tx querier) error {
		hash := sha256.Sum256([]byte(name))
		var tries int
		err := tx.row(ctx, `SELECT failures FROM sign_ins WHERE name_hash = ?`, hash[:]).Scan(&tries)
		if err != nil && !errors.Is(err, sql.ErrNoRows) { // none: another try has succeeded meanwhile
			return fmt.Errorf("count sign-ins: %w", err)
		}
		e.Facts = map[string]string{"failures": strconv.Itoa(max(0, tries-1))}
		if err := forgetSignIns(ctx, tx, name); err != nil {
			return err
		}
		return appendAudit(ctx, tx, e)
	})
}

func forgetSignIns(ctx context.Context, tx querier, name string) error {
	hash := sha256.Sum256([]byte(name))
	if _, err := tx.exec(ctx, `DELETE FROM sign_ins WHERE name_hash = ?`, hash[:]); err != nil {
		return fmt.Errorf("forget sign-ins: %w", err)
	}
	return nil
}
