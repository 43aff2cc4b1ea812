package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// CaseCode is a one-time code that was sent.
type CaseCode struct {
	// Version is the case's when it was sent.
	Version   int64
	Phone     string
	PublicKey KeyHash
	// Hash is the code's, with a key that the store does not know.
	Hash          Hash
	TriesLeft     int
	Sent, Expires time.Time
}

// AddCode records a code. The one before is out of force.
func (t Tx) AddCode(ctx context.Context, caseID string, c CaseCode) error {
	_, err := t.q.exec(ctx,
		`INSERT INTO case_codes (case_id, version, phone, public_key, hash, tries_left, sent_at, expires_at)
		 VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		caseID, c.Version, c.Phone, c.PublicKey[:], c.Hash[:], c.TriesLeft, c.Sent.Unix(), c.Expires.Unix())
	if err != nil {
		return fmt.Errorf("record code: %w", err)
	}
	return nil
}

// Code returns the last code of a case, or ErrNotFound.
func (t Tx) Code(ctx context.Context, caseID string) (CaseCode, error) {
	var c CaseCode
	var key, hash []byte
	var sent, expires int64
	err := t.q.row(ctx, `SELECT version, phone, public_key, hash, tries_left, sent_at, expires_at FROM case_codes
		WHERE case_id = ? ORDER BY version DESC LIMIT 1`, caseID).
		Scan(&c.Version, &c.Phone, &key, &hash, &c.TriesLeft, &sent, &expires)
	if err != nil {
		return c, fmt.Errorf("look up code: %w", orNotFound(err))
	}
	copy(c.PublicKey[:], key)
	copy(c.Hash[:], hash)
	c.Sent, c.Expires = time.Unix(sent, 0).UTC(), time.Unix(expires, 0).UTC()
	return c, nil
}

// SetTries changes how often a code may still be tried.
func (t Tx) SetTries(ctx context.Context, caseID string, version int64, left int) error {
	_, err := t.q.exec(ctx, `UPDATE case_codes SET tries_left = ? WHERE case_id = ? AND version = ?`, left, caseID, version)
	if err != nil {
		return fmt.Errorf("record try: %w", err)
	}
	return nil
}

// CodesSince tells how many codes went to a number since a moment, and when
// the first of them did.
func (t Tx) CodesSince(ctx context.Context, phone string, since time.Time) (n int, first time.Time, err error) {
	var at sql.NullInt64
	err = t.q.row(ctx, `SELECT count(*), min(sent_at) FROM case_codes WHERE phone = ? AND sent_at > ?`, phone, since.Unix()).
		Scan(&n, &at)
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("count codes: %w", err)
	}
	return n, nullTime(at), nil
}

// CaseSecret is what a code has bought: the password for one certificate for
// one key.
type CaseSecret struct {
	PublicKey KeyHash
	Hash      Hash
	Expires   time.Time
}

// PutSecret records a case's secret in place of the one before.
func (t Tx) PutSecret(ctx context.Context, caseID string, s CaseSecret) error {
	_, err := t.q.exec(ctx, `INSERT INTO case_secrets (case_id, public_key, hash, expires_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (case_id) DO UPDATE SET public_key = excluded.public_key, hash = excluded.hash, expires_at = excluded.expires_at`,
		caseID, s.PublicKey[:], s.Hash[:], s.Expires.Unix())
	if err != nil {
		return fmt.Errorf("record secret: %w", err)
	}
	return nil
}

// Secret returns a case's secret, or ErrNotFound.
func (t Tx) Secret(ctx context.Context, caseID string) (CaseSecret, error) {
	var s CaseSecret
	var key, hash []byte
	var expires int64
	err := t.q.row(ctx, `SELECT public_key, hash, expires_at FROM case_secrets WHERE case_id = ?`, caseID).
		Scan(&key, &hash, &expires)
	if err != nil {
		return s, fmt.Errorf("look up secret: %w", orNotFound(err))
	}
	copy(s.PublicKey[:], key)
	copy(s.Hash[:], hash)
	s.Expires = time.Unix(expires, 0).UTC()
	return s, nil
}

// DropSecret takes a case's secret out of force, if it has one.
func (t Tx) DropSecret(ctx context.Context, caseID string) error {
	if _, err := t.q.exec(ctx, `DELETE FROM case_secrets WHERE case_id = ?`, caseID); err != nil {
		return fmt.Errorf("drop secret: %w", err)
	}
	return nil
}
