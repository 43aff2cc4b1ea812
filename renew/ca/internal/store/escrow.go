package store

import (
	"context"
	"fmt"
	"math/big"
)

// addEscrow keeps the key of a certificate that the same transaction records.
func addEscrow(ctx context.Context, tx querier, serial *big.Int, sealed []byte) error {
	_, err := tx.exec(ctx, `INSERT INTO escrow (serial, sealed) VALUES (?, ?)`, SerialText(serial), sealed)
	if err != nil {
		return fmt.Errorf("record escrow: %w", err)
	}
	return nil
}

// Escrow returns the sealed key of a certificate, or ErrNotFound.
func (s *Store) Escrow(ctx context.Context, serial *big.Int) (sealed []byte, err error) {
	err = orNotFound(s.db.row(ctx, `SELECT sealed FROM escrow WHERE serial = ?`, SerialText(serial)).Scan(&sealed))
	if err != nil {
		return nil, fmt.Errorf("look up escrow: %w", err)
	}
	return sealed, nil
}
