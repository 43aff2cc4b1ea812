package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
)

// fingerprint fills in the SHA-256 of certificates that were recorded by
// versions that did not.
func (s *Store) fingerprint(ctx context.Context) error {
	const batch = 1000
	for {
		sums := make(map[string]Hash)
		err := s.db.each(ctx, func(rows *sql.Rows) error {
			var serial string
			var der []byte
			err := rows.Scan(&serial, &der)
			sums[serial] = sha256.Sum256(der)
			return err
		}, `SELECT serial, der FROM certificates WHERE sha256 IS NULL LIMIT ?`, batch)
		if err != nil || len(sums) == 0 {
			return err
		}
		err = s.atomically(ctx, func(ctx context.Context, tx querier) error {
			for serial, sum := range sums {
				if _, err := tx.exec(ctx, `UPDATE certificates SET sha256 = ? WHERE serial = ?`, sum[:], serial); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
}
