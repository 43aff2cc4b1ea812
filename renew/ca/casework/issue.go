package casework

import (
	"context"
	"errors"

	"ukey/renew/ca/internal/store"
	"ukey/renew/cases"
)

// Redeem tells whether a secret is good for a certificate for a key, and
// returns the old certificate, whose holder the new one is for. The secret
// stays good for that key: the same request again gets the same answer.
//
// Refusals: BadSecret, WrongState, Revoked, OtherKey.
func (s *Service) Redeem(ctx context.Context, id, secret string, key store.KeyHash) (store.Certificate, error) {
	return s.redeem(ctx, s.store.View(), id, secret, key)
}

func (s *Service) redeem(ctx context.Context, tx store.Tx, id, secret string, key store.KeyHash) (store.Certificate, error) {
	var none store.Certificate
	c, err := tx.Case(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return none, badSecret()
	}
	if err != nil {
		return none, err
	}
	bought, err := tx.Secret(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return none, badSecret()
	case err != nil:
		return none, err
	case !matches(secret, bought.Hash), bought.PublicKey != key, !s.now().Before(bought.Expires):
		return none, badSecret()
	}
	if err := s.mayIssue(ctx, tx, c, key); err != nil {
		return none, err
	}
	return oldOf(ctx, tx, c)
}

func badSecret() *Refusal {
	return refuse(BadSecret, "the secret is not good for this case and this key: get a code, and another secret with it")
}

// Grant records the certificate that a secret was redeemed for, with the
// answer that carries it. If the same request was granted meanwhile, that
// answer is returned, and the new certificate is nobody's.
//
// Refusals: those of Redeem.
func (s *Service) Grant(ctx context.Context, id, secret string, cert store.Certificate, e store.Enrolment) (store.Enrolment, error) {
	var kept store.Enrolment
	err := s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		c, err := take(ctx, tx, id)
		if err != nil {
			return err
		}
		if _, err := s.redeem(ctx, tx, id, secret, e.Key); err != nil {
			return err
		}
		var added bool
		if kept, added, err = tx.AddEnrolment(ctx, cert, e); err != nil || !added {
			return err
		}
		c.Issued = e.Issued
		if err := s.move(ctx, tx, &c, cases.Issued, store.CaseStep{Event: cases.Event{By: byCA}}); err != nil {
			return err
		}
		serial := store.SerialText(e.Issued)
		issued := s.entry(c, store.ActionIssue, map[string]string{"op": e.Operation, "profile": cert.Profile, "case": id})
		issued.Subject = serial
		return tx.Append(ctx, s.entry(c, actionIssue, map[string]string{"serial": serial}), issued)
	})
	return kept, err
}

// Confirm closes a case whose new certificate, named by the SHA-256 of its DER
// in lower-case hex, works. Confirming once more changes nothing.
//
// Refusals: NoCase, WrongState, OtherCertificate.
func (s *Service) Confirm(ctx context.Context, id, access, certificate string) (cases.Case, error) {
	var seen cases.Case
	err := s.store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		c, err := takeOwn(ctx, tx, id, access)
		if err != nil {
			return err
		}
		if c.Issued == nil {
			return refuse(WrongState, "the case is in state %q: no certificate has been issued", c.State)
		}
		issued, err := tx.Certificate(ctx, c.Issued)
		if err != nil {
			return err
		}
		if cases.Fingerprint(issued.X509.Raw) != certificate {
			return refuse(OtherCertificate, "this is not the certificate that was issued")
		}
		if c.State == cases.Done {
			return errUnchanged
		}
		if err := s.move(ctx, tx, &c, cases.Done, store.CaseStep{Event: cases.Event{By: byApplicant}}); err != nil {
			return err
		}
		if err := tx.DropSecret(ctx, id); err != nil {
			return err
		}
		if seen, err = wire(ctx, tx, c); err != nil {
			return err
		}
		return tx.Append(ctx, s.entry(c, actionConfirm, map[string]string{"serial": store.SerialText(c.Issued)}))
	})
	switch {
	case errors.Is(err, errUnchanged):
		return s.Progress(ctx, id, access)
	case err == nil:
		s.log.InfoContext(ctx, "case closed", "case", id)
	}
	return seen, err
}
