package store

import (
	"context"
	"fmt"
	"math/big"
	"time"
)

// Recovery is one opening of an escrowed key.
type Recovery struct {
	Serial *big.Int
	At     time.Time
	// Operator and Reason say who opened it and by what right.
	Operator, Reason string
}

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

// AddRecovery records that an escrowed key is about to be opened.
func (s *Store) AddRecovery(ctx context.Context, r Recovery, log ...Entry) error {
	err := s.atomically(ctx, func(ctx context.Context, tx querier) error {
		_, err := tx.exec(ctx, `INSERT INTO recoveries (serial, recovered_at, operator, reason) VALUES (?, ?, ?, ?)`,
			SerialText(r.Serial), r.At.Unix(), r.Operator, r.Reason)
		if err != nil {
			return err
		}
		return appendAudit(ctx, tx, log...)
	})
	if err != nil {
		return fmt.Errorf("record recovery: %w", err)
	}
	return nil
}
