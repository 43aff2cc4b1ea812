package app

import (
	"context"
	"crypto"
	"errors"

	"ukey/renew/cases"
	"ukey/renew/est"
)

// codeQuestions asks for one-time codes until one is right or the person gives
// up.
type codeQuestions struct {
	*caseCA
	public crypto.PublicKey
	sent   cases.CodeSent
	err    error // why the code before was not taken
}

// send has a code sent. The CA may have lost the ticket, which is replaced
// once.
func (q *codeQuestions) send(ctx context.Context) error {
	if q.draft.Ticket == nil {
		if err := q.reopen(ctx); err != nil {
			return err
		}
	}
	sent, err := q.client.SendCode(ctx, *q.draft.Ticket, q.public)
	if isAccessLost(err) {
		if err = q.reopen(ctx); err == nil {
			sent, err = q.client.SendCode(ctx, *q.draft.Ticket, q.public)
		}
	}
	switch {
	case err == nil:
		q.sent, q.err = sent, nil
		return nil
	case isProblem(err, cases.ProblemTooSoon):
		// The code before is under way still, or the person may wait; the
		// question says until when. After a fresh start it is not known where
		// that code has gone.
		refused, _ := errors.AsType[*est.RefusedError](err)
		q.err = err
		if q.sent.SentTo == "" {
			q.sent.SentTo = q.draft.Case.Phone
		}
		q.sent.ResendAfter = q.app.Clock().Add(refused.RetryAfter)
		return nil
	default:
		return err
	}
}

// again has another code sent, and keeps the reason to tell.
func (q *codeQuestions) again(ctx context.Context, reason error) error {
	if err := q.send(ctx); err != nil {
		return err
	}
	if q.err == nil {
		q.err = reason
	}
	return nil
}

// secret asks until the CA takes a code.
func (q *codeQuestions) secret(ctx context.Context) (string, error) {
	for {
		reply, err := q.ask.Code(q.asking, CodeQuestion{Application: q.app.application(q.draft), CodeSent: q.sent, Err: q.err})
		if err != nil {
			return "", err
		}
		if reply.Again {
			if err := q.send(ctx); err != nil {
				return "", err
			}
			continue
		}
		secret, err := q.client.VerifyCode(ctx, *q.draft.Ticket, q.public, reply.Code)
		switch {
		case err == nil:
			return secret.Secret, nil
		case isProblem(err, cases.ProblemWrongCode), isProblem(err, cases.ProblemNoCode):
			q.err = err
		default:
			return "", err
		}
	}
}

// isProblem tells whether the CA refused with that code.
func isProblem(err error, code int) bool {
	refused, ok := errors.AsType[*est.RefusedError](err)
	return ok && refused.Problem.Code == code
}
