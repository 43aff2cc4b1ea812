package ca

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"ukey/renew/ca/internal/store"
)

// Reason is why a certificate was revoked, a CRLReason (RFC 5280, 5.3.1).
type Reason int

// The reasons that an organisation's certificate may be revoked for. The
// remaining ones are about CAs, about attribute certificates and about lists
// of changes.
const (
	Unspecified          Reason = 0
	KeyCompromise        Reason = 1
	AffiliationChanged   Reason = 3
	Superseded           Reason = 4
	CessationOfOperation Reason = 5
	// CertificateHold stops a certificate for the time being, while it is
	// found out whether something is wrong: see CA.Release.
	CertificateHold    Reason = store.ReasonHold
	PrivilegeWithdrawn Reason = 9
)

// Reasons lists all reasons.
func Reasons() []Reason {
	return []Reason{
		Unspecified, KeyCompromise, AffiliationChanged, Superseded,
		CessationOfOperation, CertificateHold, PrivilegeWithdrawn,
	}
}

// String is the name that RFC 5280 gives the reason.
func (r Reason) String() string {
	switch r {
	case Unspecified:
		return "unspecified"
	case KeyCompromise:
		return "keyCompromise"
	case AffiliationChanged:
		return "affiliationChanged"
	case Superseded:
		return "superseded"
	case CessationOfOperation:
		return "cessationOfOperation"
	case CertificateHold:
		return "certificateHold"
	case PrivilegeWithdrawn:
		return "privilegeWithdrawn"
	default:
		return fmt.Sprintf("reason %d", int(r))
	}
}

// ParseReason reads a reason's name, in whatever case.
func ParseReason(name string) (Reason, error) {
	var names []string
	for _, r := range Reasons() {
		if strings.EqualFold(name, r.String()) {
			return r, nil
		}
		names = append(names, r.String())
	}
	return 0, fmt.Errorf("unknown reason %q: want one of %s", name, strings.Join(names, ", "))
}

// Revoke marks a certificate as revoked; from then on nothing is renewed with
// it, and CRL and OCSP say so. One that is revoked already keeps its time and
// reason, unless it was only on hold. The error is ErrUnknownCertificate if
// the CA did not issue it.
func (c *CA) Revoke(ctx context.Context, serial *big.Int, reason Reason) error {
	err := c.store.Revoke(ctx, store.Revocation{Serial: serial, At: c.now(), Reason: int(reason)},
		c.consoleEntry(store.ActionRevoke, serial, map[string]string{"reason": reason.String()}))
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("revoke %s: %w", store.SerialText(serial), ErrUnknownCertificate)
	}
	if err != nil {
		return err
	}
	c.log.InfoContext(ctx, "certificate revoked", "serial", store.SerialText(serial), "reason", reason.String())
	return nil
}

// ErrNotOnHold: the CA has no certificate of that number on hold.
var ErrNotOnHold = errors.New("not on hold")

// Release takes a certificate off hold, as if it had never been revoked. The
// error is ErrNotOnHold where there is nothing to release.
func (c *CA) Release(ctx context.Context, serial *big.Int) error {
	err := c.store.Release(ctx, serial, c.consoleEntry(store.ActionRelease, serial, nil))
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("release %s: %w", store.SerialText(serial), ErrNotOnHold)
	}
	if err != nil {
		return err
	}
	c.log.InfoContext(ctx, "certificate released", "serial", store.SerialText(serial))
	return nil
}

// ParseSerial reads a serial number as the logs and openssl print it: in hex,
// of any case, perhaps with colons.
func ParseSerial(text string) (*big.Int, error) {
	digits := strings.ReplaceAll(text, ":", "")
	serial, ok := new(big.Int).SetString(digits, 16)
	if !ok || serial.Sign() <= 0 {
		return nil, fmt.Errorf("%q is not a serial number in hex", text)
	}
	return serial, nil
}
