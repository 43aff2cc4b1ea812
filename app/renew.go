package app

import (
	"context"
	"crypto/tls"
	"sync"

	"ukey/renew"
	"ukey/renew/est"
	"ukey/token"
)

// Renew renews the certificates of a holder on a key: it looks at everything that can be
// known beforehand (Preflight), asks for consent, then once for the PIN, and
// goes through the steps of package renew, which progress is told of. An
// unfinished renewal of the key is continued instead of beginning another, and
// an application of the key that has been approved is installed.
//
// Until the first effect on the key the context is heeded and nothing is left
// behind. Errors are those of packages token, renew and est.
func (a *App) Renew(ctx context.Context, id token.ID, holder HolderID, ask Questions, progress func(renew.Event)) (*renew.Result, error) {
	if a.CAErr != nil {
		return nil, a.CAErr
	}
	if a.CA.URL == "" {
		return nil, renew.ErrCANotConfigured
	}
	d, k, release, err := a.renewing(ctx, id)
	if err != nil {
		return nil, err
	}
	defer release()
	plan, err := a.plan(ctx, k, holder)
	if is[*renew.ExpiredError](err) || err == nil && plan.journal.Enrolment == renew.ByCase {
		if application := a.approved(ctx, k, holder); application != "" {
			release() // for Install
			return a.Install(ctx, application, ask, progress)
		}
	}
	if err != nil {
		return nil, err
	}
	return a.carryOut(ctx, d, plan, a.withOldKey, ask, progress)
}

// renewing reads a key anew and keeps everybody else from renewing it until
// release: *renew.BusyError if somebody does.
func (a *App) renewing(ctx context.Context, id token.ID) (d token.Driver, k *Key, release func(), err error) {
	d, k, err = a.key(ctx, id)
	if err != nil {
		return nil, nil, nil, err
	}
	lock, err := a.Journals.Lock(k.ID)
	if err != nil {
		return nil, nil, nil, err
	}
	return d, k, sync.OnceFunc(func() {
		if err := lock.Unlock(); err != nil {
			a.Log.Warn("renewal lock not given back", "token", k.ID, "err", err) // the end of the program does it
		}
	}), nil
}

// connect makes what a renewal asks of the CA, with the key that is logged in.
type connect func(ctx context.Context, s token.Session, j *renew.Journal) (renew.CA, error)

// carryOut is a renewal from its plan on. The caller is renewing the key.
func (a *App) carryOut(ctx context.Context, d token.Driver, plan *planned, connect connect, ask Questions, progress func(renew.Event)) (*renew.Result, error) {
	k, journal := plan.Key, plan.journal
	progress(renew.Event{Step: renew.StepCheck, CanCancel: true})
	var ca *caAnswer
	if journal.State.NeedsCA() {
		ca = a.askCA(ctx)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	plan.Preflight = preflight(plan.Plan, journal, ca)
	if err := plan.Preflight.err(); err != nil {
		return nil, err
	}
	if _, err := agree(ctx, ask, Confirmation{Key: k, What: ConfirmRenewal, Renewal: plan.Plan}); err != nil {
		return nil, err
	}
	session, err := a.open(ctx, d, PINQuestion{Key: k, Purpose: ForRenewal, Certificate: plan.Signature}, ask)
	if err != nil {
		return nil, err
	}
	defer func() { _ = session.Close() }() // what matters has been reported by then

	run := renew.Renewal{
		Journal: journal, Journals: a.Journals,
		Session: session,
		Roots:   a.CA.Roots, Chain: plan.Preflight.chain,
		Clock: a.Clock, Log: a.Log, Progress: progress,
	}
	if plan.stale != nil {
		if err := removeStale(ctx, run, plan.stale); err != nil {
			return nil, err
		}
	}
	if journal.State.NeedsCA() {
		if run.CA, err = connect(ctx, session, journal); err != nil {
			return nil, err
		}
		defer run.CA.Close()
	}
	progress(renew.Event{Step: renew.StepCheck, Done: true})
	result, err := run.Run(ctx)
	if err == nil && a.Renewed != nil {
		a.Renewed(context.WithoutCancel(ctx)) // it is done, whoever has left meanwhile
	}
	return result, err
}

// open asks for the PIN and logs in.
func (a *App) open(ctx context.Context, d token.Driver, q PINQuestion, ask Questions) (token.Session, error) {
	spend, err := lastTry(ctx, q.Key, ask)
	if err != nil {
		return nil, err
	}
	pin, err := ask.PIN(ctx, q)
	defer pin.Wipe()
	if err != nil {
		return nil, err
	}
	return d.Open(ctx, q.Key.ID, token.Auth{PIN: pin, SpendLastTry: spend})
}

// withOldKey proves itself to the CA with the old key, in TLS.
func (a *App) withOldKey(ctx context.Context, s token.Session, j *renew.Journal) (renew.CA, error) {
	client, err := a.authenticated(ctx, s, j.OldSignature)
	if err != nil {
		return nil, err
	}
	return renew.OldKeyCA{Client: client}, nil
}

// authenticated is a client that proves itself with a pair on the key.
func (a *App) authenticated(ctx context.Context, s token.Session, pair renew.Pair) (*est.Client, error) {
	c := token.ParseCertificate(pair.Certificate)
	signer, err := token.SignerOf(ctx, s, token.KeyRef{ID: pair.KeyID, Public: c.Public})
	if err != nil {
		return nil, err
	}
	cfg := a.config()
	cfg.Certificate = &tls.Certificate{Certificate: [][]byte{c.DER}, PrivateKey: signer}
	return est.New(cfg)
}
