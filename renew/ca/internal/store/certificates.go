package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"database/sql"
	"errors"
	"fmt"
	"math/big"
	"time"
)

// KeyHash names a public key: the SHA-256 of its SubjectPublicKeyInfo.
type KeyHash [sha256.Size]byte

// HashKey names the key with that SubjectPublicKeyInfo.
func HashKey(spki []byte) KeyHash { return sha256.Sum256(spki) }

// Certificate is a certificate that the CA issued.
type Certificate struct {
	X509    *x509.Certificate
	Profile string
	Issued  time.Time
	// Revoked is zero while the certificate is not revoked.
	Revoked time.Time
	// Reason is the CRLReason (RFC 5280, 5.3.1) of one that is revoked.
	Reason int
}

// SerialText is the form in which the store and the logs give a serial number:
// lower-case hex.
func SerialText(n *big.Int) string { return n.Text(16) }

const certificateColumns = `der, profile, issued_at, revoked_at, revocation_reason`

// AddCertificate records a certificate, and the entries in the audit log.
func (s *Store) AddCertificate(ctx context.Context, c Certificate, log ...Entry) error {
	return s.atomically(ctx, func(ctx context.Context, tx querier) error {
		if err := addCertificate(ctx, tx, c); err != nil {
			return err
		}
		return appendAudit(ctx, tx, log...)
	})
}

func addCertificate(ctx context.Context, tx querier, c Certificate) error {
	key, sum := HashKey(c.X509.RawSubjectPublicKeyInfo), sha256.Sum256(c.X509.Raw)
	_, err := tx.exec(ctx,
		`INSERT INTO certificates (serial, der, profile, key_hash, sha256, issued_at) VALUES (?, ?, ?, ?, ?, ?)`,
		SerialText(c.X509.SerialNumber), c.X509.Raw, c.Profile, key[:], sum[:], c.Issued.Unix())
	if err != nil {
		return fmt.Errorf("record certificate: %w", err)
	}
	return nil
}

// dropCertificate takes back what addCertificate did in the same transaction.
func dropCertificate(ctx context.Context, tx querier, c Certificate) error {
	if _, err := tx.exec(ctx, `DELETE FROM certificates WHERE serial = ?`, SerialText(c.X509.SerialNumber)); err != nil {
		return fmt.Errorf("drop certificate: %w", err)
	}
	return nil
}

// Certificate finds a certificate by its serial number, or returns ErrNotFound.
func (s *Store) Certificate(ctx context.Context, serial *big.Int) (Certificate, error) {
	return s.View().Certificate(ctx, serial)
}

// Certificate is Store.Certificate as a part of more.
func (t Tx) Certificate(ctx context.Context, serial *big.Int) (Certificate, error) {
	return t.certificate(ctx, `serial = ?`, SerialText(serial))
}

// CertificateLike is Certificate for somebody who has it at hand already, parsed:
// what the store holds under its serial number is looked at only to see whether
// it is the same, to the byte. If not, the error is ErrNotFound.
func (s *Store) CertificateLike(ctx context.Context, c *x509.Certificate) (Certificate, error) {
	var found Certificate
	err := s.db.each(ctx, func(rows *sql.Rows) (err error) {
		found, err = scanCertificateWith(rows, func(der []byte) (*x509.Certificate, error) {
			if !bytes.Equal(der, c.Raw) {
				return nil, ErrNotFound
			}
			return c, nil
		})
		return err
	}, `SELECT `+certificateColumns+` FROM certificates WHERE serial = ?`, SerialText(c.SerialNumber))
	switch {
	case errors.Is(err, ErrNotFound), err == nil && found.X509 == nil:
		return Certificate{}, ErrNotFound
	case err != nil:
		return Certificate{}, fmt.Errorf("look up certificate: %w", err)
	}
	return found, nil
}

// CertificateBySHA256 finds a certificate by the SHA-256 of its DER, or
// returns ErrNotFound.
func (t Tx) CertificateBySHA256(ctx context.Context, sum Hash) (Certificate, error) {
	return t.certificate(ctx, `sha256 = ?`, sum[:])
}

func (t Tx) certificate(ctx context.Context, condition string, arg any) (Certificate, error) {
	found, err := certificates(ctx, t.q, `SELECT `+certificateColumns+` FROM certificates WHERE `+condition, arg)
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Certificate{}, err
	}
	return found[0], nil
}

// CertificatesOf lists the certificates of a public key, the latest first.
func (s *Store) CertificatesOf(ctx context.Context, key KeyHash) ([]Certificate, error) {
	return certificates(ctx, s.db,
		`SELECT `+certificateColumns+` FROM certificates WHERE key_hash = ? ORDER BY issued_at DESC, serial`, key[:])
}

func certificates(ctx context.Context, q querier, query string, args ...any) (found []Certificate, err error) {
	err = q.each(ctx, func(rows *sql.Rows) error {
		c, err := scanCertificate(rows)
		found = append(found, c)
		return err
	}, query, args...)
	if err != nil {
		return nil, fmt.Errorf("look up certificates: %w", err)
	}
	return found, nil
}

func scanCertificate(rows *sql.Rows) (Certificate, error) {
	return scanCertificateWith(rows, x509.ParseCertificate)
}

// scanCertificateWith reads a certificate's row, with its DER handed to parse.
func scanCertificateWith(rows *sql.Rows, parse func(der []byte) (*x509.Certificate, error)) (Certificate, error) {
	var (
		c       Certificate
		der     []byte
		issued  int64
		revoked sql.NullInt64
		reason  sql.NullInt64
	)
	if err := rows.Scan(&der, &c.Profile, &issued, &revoked, &reason); err != nil {
		return c, err
	}
	parsed, err := parse(der)
	if err != nil {
		return c, err
	}
	c.X509 = parsed
	c.Issued = time.Unix(issued, 0).UTC()
	if revoked.Valid {
		c.Revoked, c.Reason = time.Unix(revoked.Int64, 0).UTC(), int(reason.Int64)
	}
	return c, nil
}
