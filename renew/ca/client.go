package ca

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"

	"ukey/renew/ca/internal/store"
	"ukey/token"
)

// authenticate finds out who a client is. TLS has proved that it holds the
// certificate's key, and nothing else: the server takes any certificate, so
// that one that will not do gets an answer that a person can read rather than
// a TLS alert. A certificate is one of ours if its very bytes are in the
// store. The error is a *Refusal, or the store's.
func (c *CA) authenticate(ctx context.Context, state *tls.ConnectionState) (store.Certificate, error) {
	var none store.Certificate
	if state == nil || len(state.PeerCertificates) == 0 {
		return none, refuse(CodeNoCertificate, "present the certificate that is to be renewed, with TLS")
	}
	presented := state.PeerCertificates[0]
	client, err := c.store.CertificateLike(ctx, presented)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return none, refuse(CodeForeignCertificate, "the certificate was not issued by this CA")
	case err != nil:
		return none, fmt.Errorf("look up the client's certificate: %w", err)
	}
	if err := c.checkStanding(client); err != nil {
		return none, err
	}
	return client, nil
}

// checkStanding refuses a certificate that speaks for nobody now.
func (c *CA) checkStanding(client store.Certificate) error {
	now := c.now()
	switch {
	case client.Profile != string(Sign):
		return refuse(CodeNotForSigning, "this is an encryption certificate: present the signature certificate")
	case !client.Revoked.IsZero() && Reason(client.Reason) == CertificateHold:
		return refuse(CodeRecords, "the certificate is on hold since %s", stamp(client.Revoked))
	case !client.Revoked.IsZero():
		return refuse(CodeRevoked, "the certificate was revoked on %s", stamp(client.Revoked))
	case now.After(client.X509.NotAfter):
		return refuse(CodeExpired, "the certificate expired on %s: a new one needs a reviewed case", stamp(client.X509.NotAfter))
	case now.Before(client.X509.NotBefore):
		return refuse(CodeNotYetValid, "the certificate is not valid before %s", stamp(client.X509.NotBefore))
	}
	return nil
}

// checkContents refuses a certificate that lacks what a new one has to hold.
func (c *CA) checkContents(client *x509.Certificate) error {
	if !c.requireCreditCode {
		return nil
	}
	if cert := token.ParseCertificate(client.Raw); cert.CreditCode() == "" {
		return refuse(CodeNoCreditCode, "the certificate holds no unified social credit code")
	}
	return nil
}
