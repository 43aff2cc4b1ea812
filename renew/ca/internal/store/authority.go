package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
)

// ErrOtherAuthority: the database is another CA's. What that one has issued
// would be taken for this one's.
var ErrOtherAuthority = errors.New("the database belongs to another CA")

// Claim makes the database the one of the CA with this issuing certificate. A
// CA claims its database each time that it opens it; the error is
// ErrOtherAuthority if another one was there first.
func (s *Store) Claim(ctx context.Context, issuing *x509.Certificate) error {
	own := sha256.Sum256(issuing.Raw)
	var owner []byte
	err := s.atomically(ctx, func(ctx context.Context, tx querier) error {
		_, err := tx.exec(ctx, `INSERT INTO authority (id, sha256) VALUES (1, ?) ON CONFLICT (id) DO NOTHING`, own[:])
		if err != nil {
			return err
		}
		return tx.row(ctx, `SELECT sha256 FROM authority`).Scan(&owner)
	})
	switch {
	case err != nil:
		return fmt.Errorf("claim the database: %w", err)
	case !bytes.Equal(owner, own[:]):
		return ErrOtherAuthority
	}
	return nil
}
