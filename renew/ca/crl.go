package ca

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"math/big"
	"time"

	"ukey/renew/ca/internal/store"
)

// A list of revoked certificates is made anew when something was revoked, and
// daily, so that whoever fetches one can use it for the better part of a week
// if the CA cannot be reached.
const (
	crlLife    = 7 * 24 * time.Hour
	crlRefresh = 24 * time.Hour
)

// CRL is the list of revoked certificates (RFC 5280, 5) of the issuing CA, DER.
// It holds all that were ever revoked, expired ones too: a signed tender is
// looked at years later. The same list is returned until something changes.
func (c *CA) CRL(ctx context.Context) ([]byte, error) {
	crl, err := c.currentCRL(ctx)
	return crl.DER, err
}

// currentCRL returns the last list if it is complete and not too old, and
// else makes one. If another process makes one at the same time, that one is
// looked at.
func (c *CA) currentCRL(ctx context.Context) (store.CRL, error) {
	for {
		changes, err := c.store.RevocationChanges(ctx)
		if err != nil {
			return store.CRL{}, err
		}
		last, err := c.store.LatestCRL(ctx)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return store.CRL{}, err
		}
		if err == nil && last.Changes == changes && c.now().Before(last.ThisUpdate.Add(crlRefresh)) {
			return last, nil
		}
		fresh, err := c.makeCRL(ctx, last.Number+1, changes)
		if err != nil {
			return store.CRL{}, err
		}
		if added, err := c.store.AddCRL(ctx, fresh); err != nil || added {
			return fresh, err
		}
	}
}

func (c *CA) makeCRL(ctx context.Context, number, changes int64) (store.CRL, error) {
	revoked, err := c.store.Revocations(ctx)
	if err != nil {
		return store.CRL{}, err
	}
	entries := make([]x509.RevocationListEntry, 0, len(revoked))
	for _, r := range revoked {
		entries = append(entries, x509.RevocationListEntry{
			SerialNumber: r.Serial, RevocationTime: r.At, ReasonCode: r.Reason,
		})
	}
	crl := store.CRL{Number: number, Changes: changes}
	crl.ThisUpdate, crl.NextUpdate = c.statusValidity(crlLife)
	crl.DER, err = x509.CreateRevocationList(rand.Reader, &x509.RevocationList{
		Number: big.NewInt(number), ThisUpdate: crl.ThisUpdate, NextUpdate: crl.NextUpdate,
		RevokedCertificateEntries: entries, SignatureAlgorithm: x509.SHA256WithRSA,
	}, c.authority.issuing, c.authority.key)
	if err != nil {
		return store.CRL{}, fmt.Errorf("sign CRL: %w", err)
	}
	c.log.InfoContext(ctx, "CRL signed", "number", number, "revoked", len(entries))
	return crl, nil
}

// statusValidity says from when to when a statement about revocation is good.
// It begins a little in the past, for clients whose clocks are slow.
func (c *CA) statusValidity(life time.Duration) (this, next time.Time) {
	now := c.now().UTC().Truncate(time.Second)
	return now.Add(-clockSkew), now.Add(life)
}
