package store

import (
	"context"
	"database/sql"
	"fmt"
	"math/big"
	"time"
)

// ReasonHold is the one reason for a revocation that can be taken back:
// certificateHold (RFC 5280, 5.3.1).
const ReasonHold = 6

// Revocation says that a certificate is not in force, since when and why.
type Revocation struct {
	Serial *big.Int
	At     time.Time
	// Reason is a CRLReason (RFC 5280, 5.3.1).
	Reason int
}

// Revoke marks a certificate as revoked. One that is revoked already keeps its
// time and reason, but a hold may become final. The error is ErrNotFound if
// there is no such certificate. What changed something goes into the audit log.
func (s *Store) Revoke(ctx context.Context, r Revocation, log ...Entry) error {
	err := s.atomically(ctx, func(ctx context.Context, tx querier) error {
		n, err := tx.exec(ctx,
			`UPDATE certificates SET revoked_at = coalesce(revoked_at, ?), revocation_reason = ?
			 WHERE serial = ? AND (revoked_at IS NULL OR revocation_reason = ?)`,
			r.At.Unix(), r.Reason, SerialText(r.Serial), ReasonHold)
		if err != nil {
			return err
		}
		if n > 0 {
			return countChange(ctx, tx, log)
		}
		var found int
		return orNotFound(tx.row(ctx, `SELECT 1 FROM certificates WHERE serial = ?`, SerialText(r.Serial)).Scan(&found))
	})
	if err != nil {
		return fmt.Errorf("revoke certificate: %w", err)
	}
	return nil
}

// Release takes a certificate off hold. The error is ErrNotFound if there is
// none of that number on hold.
func (s *Store) Release(ctx context.Context, serial *big.Int, log ...Entry) error {
	err := s.atomically(ctx, func(ctx context.Context, tx querier) error {
		n, err := tx.exec(ctx,
			`UPDATE certificates SET revoked_at = NULL, revocation_reason = NULL WHERE serial = ? AND revocation_reason = ?`,
			SerialText(serial), ReasonHold)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNotFound
		}
		return countChange(ctx, tx, log)
	})
	if err != nil {
		return fmt.Errorf("release certificate: %w", err)
	}
	return nil
}

func countChange(ctx context.Context, tx querier, log []Entry) error {
	if _, err := tx.exec(ctx, `UPDATE revocation_changes SET count = count + 1`); err != nil {
		return err
	}
	return appendAudit(ctx, tx, log...)
}

// RevocationChanges counts how often what is revoked has changed. Ask for it
// before Revocations: a list that is newer than its count is only made anew
// too early.
func (s *Store) RevocationChanges(ctx context.Context) (int64, error) {
	var n int64
	if err := s.db.row(ctx, `SELECT count FROM revocation_changes`).Scan(&n); err != nil {
		return 0, fmt.Errorf("count revocations: %w", err)
	}
	return n, nil
}

// Revocations lists what is revoked, the earliest first.
func (s *Store) Revocations(ctx context.Context) (all []Revocation, err error) {
	err = s.db.each(ctx, func(rows *sql.Rows) error {
		var serial string
		var at int64
		var r Revocation
		if err := rows.Scan(&serial, &at, &r.Reason); err != nil {
			return err
		}
		var ok bool
		if r.Serial, ok = new(big.Int).SetString(serial, 16); !ok {
			return fmt.Errorf("serial number %q is not hexadecimal", serial)
		}
		r.At = time.Unix(at, 0).UTC()
		all = append(all, r)
		return nil
	}, `SELECT serial, revoked_at, revocation_reason FROM certificates WHERE revoked_at IS NOT NULL ORDER BY revoked_at, serial`)
	if err != nil {
		return nil, fmt.Errorf("list revocations: %w", err)
	}
	return all, nil
}
