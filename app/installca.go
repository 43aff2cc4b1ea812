package app

import (
	"context"
	"crypto/x509"
	"errors"
	"net/http"

	"ukey/renew"
	"ukey/renew/apply"
	"ukey/renew/cases"
	"ukey/renew/est"
	"ukey/token"
)

// caseCA is the CA for an approved case: a one-time code buys the secret that
// enrols; from then on the new certificate speaks for itself. It implements
// renew.CA.
type caseCA struct {
	app     *App
	asking  context.Context // of the verb: it ends the wait for a person, not the renewal
	ask     Questions
	client  *cases.Client
	session token.Session
	journal *renew.Journal
	draft   *apply.Draft
}

// Connect does nothing: a person is asked for a code first, which takes longer
// than any connection.
func (c *caseCA) Connect() {}

// Enrol asks for a code for the key of the CSR and enrols with what it buys
// (RFC 7030, 4.2.1 and 3.2.3). To the same CSR the CA gives the same
// certificate, so that a lost answer is had again with another code.
func (c *caseCA) Enrol(ctx context.Context, csr []byte) ([]*x509.Certificate, error) {
	request, err := x509.ParseCertificateRequest(csr)
	if err != nil {
		return nil, err
	}
	q := &codeQuestions{caseCA: c, public: request.PublicKey}
	if err := q.send(ctx); err != nil {
		return nil, err
	}
	for {
		secret, err := q.secret(ctx)
		if err != nil {
			return nil, err
		}
		certificates, err := c.simpleEnroll(ctx, csr, secret)
		if refused, ok := errors.AsType[*est.RefusedError](err); !ok || refused.Problem.Status != http.StatusUnauthorized {
			return certificates, err
		}
		// The secret did not live as long as it took.
		if err := q.again(ctx, err); err != nil {
			return nil, err
		}
	}
}

func (c *caseCA) simpleEnroll(ctx context.Context, csr []byte, secret string) ([]*x509.Certificate, error) {
	client, err := est.New(c.app.config())
	if err != nil {
		return nil, err
	}
	defer client.Close()
	return client.SimpleEnroll(ctx, csr, c.draft.Ticket.Case, secret)
}

// ServerKeyGen asks for the encryption key as a holder of the new certificate
// does.
func (c *caseCA) ServerKeyGen(ctx context.Context, csr []byte, format token.EnvelopeFormat) (token.Envelope, []*x509.Certificate, error) {
	client, err := c.app.authenticated(ctx, c.session, c.journal.Signature)
	if err != nil {
		return token.Envelope{}, nil, err
	}
	defer client.Close()
	return client.ServerKeyGen(ctx, csr, format)
}

// ServerKeyGenInMemory asks as ServerKeyGen does.
func (c *caseCA) ServerKeyGenInMemory(ctx context.Context, csr []byte, to est.Recipient, format token.EnvelopeFormat) (token.Envelope, []*x509.Certificate, error) {
	client, err := c.app.authenticated(ctx, c.session, c.journal.Signature)
	if err != nil {
		return token.Envelope{}, nil, err
	}
	defer client.Close()
	return client.ServerKeyGenInMemory(ctx, csr, to, format)
}

// Close does nothing: each exchange has let go of its connection.
func (c *caseCA) Close() error { return nil }

// reopen gets a fresh ticket with the old key, when the CA has stopped to
// accept the one at hand.
func (c *caseCA) reopen(ctx context.Context) error {
	who, err := applicant(ctx, c.session, c.draft.Old)
	if err != nil {
		return err
	}
	h := &handIn{app: c.app, client: c.client, who: who, draft: c.draft}
	if err := h.open(ctx); err != nil {
		return err
	}
	c.draft = h.draft
	if c.draft.Case.ID != c.journal.Case {
		return ErrAccessLost // the case of the journal is no more
	}
	return nil
}
