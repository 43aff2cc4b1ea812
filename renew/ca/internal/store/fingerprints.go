package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"math/big"
)

// Certificate finds a certificate by its serial number, or returns ErrNotFound.
func (t Tx) Certificate(ctx context.Context, serial *big.Int) (Certificate, error) {
	return t.certificate(ctx, `serial = ?`, SerialText(serial))
}

// CertificateBySHA256 finds a certificate by the SHA-256 of its DER, or
// returns ErrNotFound.
func (t Tx) CertificateBySHA256(ctx context.Context, sum Hash) (Certificate, error) {
	return t.certificate(ctx, `sha256 = ?`, sum[:])
}

func (t Tx) certificate(ctx context.Context, condition string, arg any) (Certificate, error) {
	var found []Certificate
	err := t.q.each(ctx, func(rows *sql.Rows) error {
		c, err := scanCertificate(rows)
		found = append(found, c)
		return err
	}, `SELECT `+certificateColumns+` FROM certificates WHERE `+condition, arg)
	switch {
	case err != nil:
		return Certificate{}, fmt.Errorf("look up certificate: %w", err)
	case len(found) == 0:
		return Certificate{}, ErrNotFound
	}
	return found[0], nil
}

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
