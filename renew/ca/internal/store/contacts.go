package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// SubjectHash names a holder by the Name, DER, that all of its certificates
// have byte for byte.
func SubjectHash(rawSubject []byte) Hash { return sha256.Sum256(rawSubject) }

// Contact returns the mobile number that reaches a holder, or "" if none is on
// record.
func (t Tx) Contact(ctx context.Context, subject Hash) (phone string, err error) {
	err = t.q.row(ctx, `SELECT phone FROM contacts WHERE subject = ?`, subject[:]).Scan(&phone)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("look up contact: %w", err)
	}
	return phone, nil
}

// SetContact puts a mobile number on record.
func (t Tx) SetContact(ctx context.Context, subject Hash, phone string, at time.Time) error {
	_, err := t.q.exec(ctx, `INSERT INTO contacts (subject, phone, updated_at) VALUES (?, ?, ?)
		ON CONFLICT (subject) DO UPDATE SET phone = excluded.phone, updated_at = excluded.updated_at`,
		subject[:], phone, at.Unix())
	if err != nil {
		return fmt.Errorf("record contact: %w", err)
	}
	return nil
}
