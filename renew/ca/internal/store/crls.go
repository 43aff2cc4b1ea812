package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// CRL is a list of revoked certificates that the CA signed.
type CRL struct {
	Number int64
	// Changes is the RevocationChanges that the list covers.
	Changes                int64
	DER                    []byte
	ThisUpdate, NextUpdate time.Time
}

// LatestCRL returns the last list, or ErrNotFound while there is none.
func (s *Store) LatestCRL(ctx context.Context) (CRL, error) {
	var (
		c          CRL
		this, next int64
	)
	err := orNotFound(s.db.row(ctx,
		`SELECT number, changes, der, this_update, next_update FROM crls ORDER BY number DESC LIMIT 1`).
		Scan(&c.Number, &c.Changes, &c.DER, &this, &next))
	if err != nil {
		return CRL{}, fmt.Errorf("look up CRL: %w", err)
	}
	c.ThisUpdate, c.NextUpdate = time.Unix(this, 0).UTC(), time.Unix(next, 0).UTC()
	return c, nil
}

// AddCRL records a list and drops those before it. It tells whether it did:
// another process may have given the number to a list of its own meanwhile.
func (s *Store) AddCRL(ctx context.Context, c CRL) (added bool, err error) {
	err = s.atomically(ctx, func(ctx context.Context, tx querier) error {
		n, err := tx.exec(ctx,
			`INSERT INTO crls (number, changes, der, this_update, next_update) VALUES (?, ?, ?, ?, ?) ON CONFLICT (number) DO NOTHING`,
			c.Number, c.Changes, c.DER, c.ThisUpdate.Unix(), c.NextUpdate.Unix())
		if err != nil || n == 0 {
			added = false
			return err
		}
		added = true
		_, err = tx.exec(ctx, `DELETE FROM crls WHERE number < ?`, c.Number)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("record CRL: %w", err)
	}
	return added, nil
}

// orNotFound names the absence of a row as this package does.
func orNotFound(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return err
}
