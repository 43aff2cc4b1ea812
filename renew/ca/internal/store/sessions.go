package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Sessions keeps the review desk's sessions, so that they outlive a restart.
// It is a store of package scs, which cannot use what has no context but asks
// for it all the same.
type Sessions struct{ s *Store }

// Sessions returns the sessions in the store.
func (s *Store) Sessions() Sessions { return Sessions{s} }

// FindCtx returns a session's data; found is false if there is none or it is
// over.
func (x Sessions) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	err = x.s.db.row(ctx, `SELECT data FROM sessions WHERE token = ? AND data IS NOT NULL AND expires_at > ?`,
		token, time.Now().Unix()).Scan(&data)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, false, nil
	case err != nil:
		return nil, false, fmt.Errorf("look up session: %w", err)
	}
	return data, true, nil
}

// CommitCtx records a session's data and its end. A session that was ended
// stays ended: a request that had begun before, and comes to its own end
// after it, brings nothing back.
func (x Sessions) CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error {
	err := x.s.atomically(ctx, func(ctx context.Context, tx querier) error {
		if _, err := tx.exec(ctx, `DELETE FROM sessions WHERE expires_at <= ?`, time.Now().Unix()); err != nil {
			return err
		}
		_, err := tx.exec(ctx,
			`INSERT INTO sessions (token, data, expires_at) VALUES (?, ?, ?)
			 ON CONFLICT (token) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at
			 WHERE sessions.data IS NOT NULL`, token, data, expires.Unix())
		return err
	})
	if err != nil {
		return fmt.Errorf("record session: %w", err)
	}
	return nil
}

// DeleteCtx ends a session. One that there is not is no error.
func (x Sessions) DeleteCtx(ctx context.Context, token string) error {
	if _, err := x.s.db.exec(ctx, `UPDATE sessions SET data = NULL WHERE token = ?`, token); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

// errNoContext: the session manager has called a method that it does not use
// for a store with contexts.
var errNoContext = errors.New("sessions are reached with a context only")

// Find is not used.
func (Sessions) Find(string) ([]byte, bool, error) { return nil, false, errNoContext }

// Commit is not used.
func (Sessions) Commit(string, []byte, time.Time) error { return errNoContext }

// Delete is not used.
func (Sessions) Delete(string) error { return errNoContext }
