package casework

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"time"

	"ukey/renew/ca/internal/store"
	"ukey/renew/cases"
)

// profileSign is the profile of certificates whose keys sign.
const profileSign = "sign"

// listen reads a statement and makes sure that it is for this server, which
// calls itself audience ("" for a name that is not its own), for this purpose, by the holder of one of our certificates that has expired, and
// heard for the first time. Whatever comes of it, it is not listened to again.
func (s *Service) listen(ctx context.Context, message []byte, purpose cases.Purpose, audience string) (*cases.Statement, store.Certificate, error) {
	var none store.Certificate
	statement, signer, err := cases.ReadStatement(message)
	if err != nil {
		r := refuse(BadStatement, "not a statement signed with the old certificate's key: %v", err)
		r.Err = err
		return nil, none, r
	}
	if statement.Purpose != purpose || audience == "" || !strings.EqualFold(statement.Audience, audience) {
		return nil, none, refuse(Misdirected, "the statement is for %q at %q, not for %q at %q",
			statement.Purpose, statement.Audience, purpose, audience)
	}
	nonce, expires, ok := s.readNonce(statement.Nonce)
	if !ok {
		return nil, none, refuse(Nonce, "the nonce is not one of this CA's, or has expired: get another one")
	}
	old, err := s.ours(ctx, s.store.View(), signer)
	if err != nil {
		return nil, none, err
	}
	var fresh bool
	err = s.store.Update(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		fresh, err = tx.SpendNonce(ctx, nonce, expires, s.now())
		return err
	})
	if err == nil && !fresh {
		err = refuse(Nonce, "the nonce was used before: get another one")
	}
	return statement, old, err
}

// ours finds the signer's certificate, which must be one of ours byte for
// byte, and one that cannot renew itself.
func (s *Service) ours(ctx context.Context, tx store.Tx, signer *x509.Certificate) (store.Certificate, error) {
	old, err := tx.Certificate(ctx, signer.SerialNumber)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return old, refuse(Foreign, "the certificate was not issued by this CA")
	case err != nil:
		return old, fmt.Errorf("look up the signer's certificate: %w", err)
	case !bytes.Equal(old.X509.Raw, signer.Raw):
		return old, refuse(Foreign, "the certificate was not issued by this CA")
	}
	if err := s.standing(old); err != nil {
		return old, err
	}
	return old, s.acceptable(old.X509)
}

// standing refuses a certificate that a case cannot be about.
func (s *Service) standing(old store.Certificate) error {
	now := s.now()
	switch {
	case old.Profile != profileSign:
		return refuse(NotForSigning, "this is an encryption certificate: sign with the signature certificate's key")
	case !old.Revoked.IsZero():
		return revoked(old)
	case now.Before(old.X509.NotBefore):
		return refuse(NotYetValid, "the certificate is not valid before %s", stamp(old.X509.NotBefore))
	case !now.After(old.X509.NotAfter):
		return refuse(StillValid, "the certificate is valid until %s: re-enrol with it", stamp(old.X509.NotAfter))
	}
	return nil
}

func revoked(old store.Certificate) *Refusal {
	if !isGone(old) {
		return refuse(OnHold, "the certificate is on hold since %s", stamp(old.Revoked))
	}
	return refuse(Revoked, "the certificate was revoked on %s", stamp(old.Revoked))
}

// isGone tells whether a certificate was revoked for good.
func isGone(c store.Certificate) bool { return !c.Revoked.IsZero() && c.Reason != store.ReasonHold }

// oldOf returns a case's old certificate, which must not have been revoked.
func oldOf(ctx context.Context, tx store.Tx, c store.Case) (store.Certificate, error) {
	old, err := tx.Certificate(ctx, c.Certificate)
	switch {
	case err != nil:
		return old, fmt.Errorf("the case's old certificate: %w", err)
	case !old.Revoked.IsZero():
		return old, revoked(old)
	}
	return old, nil
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
