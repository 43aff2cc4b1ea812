package ca

import (
	"context"
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"ukey/renew/ca/internal/store"
	"ukey/renew/cms"
	"ukey/renew/est"
)

// A certificate may be renewed more than once: a client whose new key was lost
// makes another one and asks again. That often in that time, and no more.
const (
	maxEnrolments   = 20
	enrolmentWindow = 24 * time.Hour
)

// reenrol renews the client's certificate for the key of a request
// (RFC 7030, 4.2.2). The new certificate takes everything about its holder
// from the old one. The error is a *Refusal, or what failed within.
func (c *CA) reenrol(ctx context.Context, client store.Certificate, csr []byte) (store.Enrolment, error) {
	var none store.Enrolment
	holder := identityOfCertificate(client.X509)
	req, request, err := readEnrolment(est.OpSimpleReenroll, "", csr, holder)
	if err != nil {
		return none, err
	}
	if earlier, found, err := c.answeredOrUnused(ctx, request, holder); err != nil || found {
		return earlier, err
	}
	if err := c.checkPace(ctx, client); err != nil {
		return none, err
	}
	cert, err := c.certify(holder, req.PublicKey, Sign, Validity{})
	if err != nil {
		return none, err
	}
	body, err := cms.CertsOnly(cert.Raw)
	if err != nil {
		return none, err
	}
	return c.grant(ctx, holder, cert, Sign, store.Enrolment{
		Request:     request,
		Client:      client.X509.SerialNumber,
		ContentType: est.MediaCerts,
		Body:        est.EncodeBody(body),
	})
}

// answeredOrUnused is answered for requests whose key must not have a
// certificate already, unless it has it from the same request. The key is
// looked at first: one without a certificate has no answer either, since both
// are stored at once, and if another process grants the request meanwhile, to
// grant it again finds that.
func (c *CA) answeredOrUnused(ctx context.Context, request store.Request, holder identity) (e store.Enrolment, found bool, err error) {
	known, err := c.store.CertificatesOf(ctx, request.Key)
	if err != nil || len(known) == 0 {
		return e, false, err
	}
	e, found, err = c.answered(ctx, request, holder)
	if err == nil && !found {
		err = refuse(CodeKeyReused, "the key has a certificate already: make a new key")
	}
	return e, found, err
}

// readEnrolment reads a request that must be for its holder.
func readEnrolment(op est.Op, variant string, csr []byte, holder identity) (*x509.CertificateRequest, store.Request, error) {
	var none store.Request
	req, err := parseRequest(csr)
	if err != nil {
		return nil, none, err
	}
	if differs, ok := holder.covers(identityOfRequest(req)); !ok {
		return nil, none, refuse(CodeOtherSubject, "the certificate request differs from the client certificate in its %s", differs)
	}
	key, err := hashKey(req.PublicKey)
	if err != nil {
		return nil, none, err
	}
	return req, store.Request{Operation: string(op), Variant: variant, Key: key}, nil
}

// answered looks for the answer that a request got before. It is given again
// to the same holder, as long as its certificate is of use.
func (c *CA) answered(ctx context.Context, request store.Request, holder identity) (e store.Enrolment, found bool, err error) {
	e, err = c.store.Enrolment(ctx, request)
	if errors.Is(err, store.ErrNotFound) {
		return e, false, nil
	}
	if err != nil {
		return e, false, err
	}
	return e, true, c.checkRepeat(ctx, e, holder)
}

func (c *CA) checkRepeat(ctx context.Context, e store.Enrolment, holder identity) error {
	issued, err := c.store.Certificate(ctx, e.Issued)
	if err != nil {
		return fmt.Errorf("look up the certificate of an earlier answer: %w", err)
	}
	_, same := identityOfCertificate(issued.X509).covers(holder)
	switch {
	case !same:
		return refuse(CodeKeyReused, "the key has a certificate already: make a new key")
	case !issued.Revoked.IsZero():
		return refuse(CodeKeyReused, "the key had a certificate, which was revoked: make a new key")
	case c.now().After(issued.X509.NotAfter):
		return refuse(CodeKeyReused, "the key had a certificate, which expired: make a new key")
	}
	return nil
}

// checkPace refuses a client that asks too often.
func (c *CA) checkPace(ctx context.Context, client store.Certificate) error {
	n, err := c.store.EnrolmentsSince(ctx, client.X509.SerialNumber, c.now().Add(-enrolmentWindow))
	if err != nil {
		return err
	}
	if n >= maxEnrolments {
		return refuse(CodeTooMany, "%d certificates were issued for this one within a day: try again tomorrow", n).after(enrolmentWindow)
	}
	return nil
}

// grant stores a new certificate with its answer. If the same request was
// granted meanwhile, that answer stands, and the new certificate is dropped
// before anybody has seen it.
func (c *CA) grant(ctx context.Context, holder identity, cert *x509.Certificate, profile Profile, e store.Enrolment) (store.Enrolment, error) {
	e.Issued, e.Answered = cert.SerialNumber, c.now()
	record := store.Certificate{X509: cert, Profile: string(profile), Issued: c.now()}
	kept, err := c.store.AddEnrolment(ctx, record, e, c.clientEntry(e, profile))
	if err != nil {
		return store.Enrolment{}, err
	}
	if kept.Issued.Cmp(e.Issued) != 0 {
		return kept, c.checkRepeat(ctx, kept, holder)
	}
	return kept, nil
}

// hashKey names a key by its one encoding, whatever the request's was.
func hashKey(public crypto.PublicKey) (store.KeyHash, error) {
	spki, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return store.KeyHash{}, fmt.Errorf("encode public key: %w", err)
	}
	return store.HashKey(spki), nil
}
