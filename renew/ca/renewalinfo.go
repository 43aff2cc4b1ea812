package ca

import (
	"context"
	"errors"
	"time"

	"ukey/renew/ca/internal/store"
	"ukey/renew/cases"
)

// RenewalWindow is when certificates had best be renewed, by how long before
// their end. A certificate with a short life has a window that is shorter in
// proportion: no more than the last third of its life, of that the first two
// thirds.
type RenewalWindow struct{ From, To time.Duration }

// The default window.
const (
	renewFrom = 90 * 24 * time.Hour
	renewTo   = 30 * 24 * time.Hour
)

func (w RenewalWindow) withDefaults() RenewalWindow {
	if w == (RenewalWindow{}) {
		return RenewalWindow{renewFrom, renewTo}
	}
	return w
}

// check refuses a window that is none.
func (w RenewalWindow) check() error {
	if w.To < 0 || w.From <= w.To {
		return errors.New("the renewal window must begin before it ends, and end before the certificate does")
	}
	return nil
}

// of is the window for a certificate with that life.
func (w RenewalWindow) of(notBefore, notAfter time.Time) (start, end time.Time) {
	third := notAfter.Sub(notBefore) / 3
	return notAfter.Add(-min(w.From, third)).UTC(), notAfter.Add(-min(w.To, third/3)).UTC()
}

// serveRenewalInfo tells anybody when a certificate had best be renewed.
func (c *CA) serveRenewalInfo(x *exchange) error {
	sum, err := readHash("the name", x.r.PathValue("sha256"))
	if err != nil {
		return refuse(CodeNotFound, "no such certificate")
	}
	info, err := c.renewalInfo(x.r.Context(), sum)
	if errors.Is(err, store.ErrNotFound) {
		return refuse(CodeNotFound, "no such certificate")
	}
	if err != nil {
		return err
	}
	x.w.Header().Set("Cache-Control", "max-age=3600")
	return x.answerJSON(info)
}

func (c *CA) renewalInfo(ctx context.Context, sum store.Hash) (cases.RenewalInfo, error) {
	cert, err := c.store.View().CertificateBySHA256(ctx, sum)
	if err != nil {
		return cases.RenewalInfo{}, err
	}
	start, end := c.renewal.of(cert.X509.NotBefore, cert.X509.NotAfter)
	return cases.RenewalInfo{Start: start, End: end, Revoked: !cert.Revoked.IsZero()}, nil
}
