package app

import (
	"bytes"
	"context"
	"errors"

	"ukey/renew"
	"ukey/renew/apply"
	"ukey/renew/cases"
	"ukey/renew/est"
	"ukey/token"
)

// Install fetches and installs the new certificates of an approved
// application. Like Renew it looks first at what can be known beforehand, asks
// for consent and once for the PIN; then the key makes the new signing pair,
// the CA sends a code to the applicant's phone, which is asked for, and the
// steps of package renew follow. An installation that was cut off, anywhere,
// is continued. When the new pair has proved itself, the CA is told, now or in
// the next Progress, and the personal data on this computer is deleted.
func (a *App) Install(ctx context.Context, application string, ask Questions, progress func(renew.Event)) (*renew.Result, error) {
	d, err := a.Drafts.Get(ctx, application)
	if err != nil {
		return nil, err
	}
	if stage := a.application(d).Stage(); stage != StageInstall && d.Installed == "" {
		return nil, &StageError{stage}
	}
	client, err := a.caseClient(d)
	if err != nil {
		return nil, err
	}
	defer client.Close()

	result := a.installed(d)
	if result == nil {
		result, err = a.install(ctx, d, client, ask, progress)
	}
	if is[*est.RefusedError](err) && d.Ticket != nil {
		// The case has gone on without us, perhaps: an approval can be taken back.
		if _, failed := a.inquire(ctx, client, d); failed != nil {
			a.Log.Warn("progress not known", "application", application, "err", failed)
		}
	}
	if err != nil {
		return nil, err
	}
	// The new pair is in force, whatever comes now: what cannot be done or said
	// is done the next time.
	ctx = context.WithoutCancel(ctx)
	if d, err = a.settle(ctx, d, result); err == nil && d.Ticket != nil {
		_, err = a.confirm(ctx, client, d)
	}
	if err != nil {
		a.Log.Warn("installation not confirmed", "application", application, "err", err)
	}
	return result, nil
}

// approved is the application of a holder on a key that waits to be installed, or
// "".
func (a *App) approved(ctx context.Context, k *Key, holder HolderID) string {
	drafts, err := a.Drafts.List(ctx)
	if err != nil {
		a.Log.Warn("applications", "err", err) // whoever lists them is told
	}
	for _, d := range drafts {
		if isOf(d, k, holder) && a.application(d).Stage() == StageInstall {
			return d.ID
		}
	}
	return ""
}

// installed is the result of an installation that has come to its end before,
// or nil.
func (a *App) installed(d *apply.Draft) *renew.Result {
	journal := a.Journals.OfCase(d.Case.ID)
	if journal == nil || journal.State != renew.Active {
		return nil
	}
	return journal.Result()
}

// install carries out, or on, the renewal that the case leads to.
func (a *App) install(ctx context.Context, d *apply.Draft, client *cases.Client, ask Questions, progress func(renew.Event)) (*renew.Result, error) {
	driver, k, release, err := a.renewing(ctx, d.Token)
	if err != nil {
		return nil, err
	}
	defer release()
	plan, err := a.planCase(k, d)
	if err != nil {
		return nil, err
	}
	connect := func(_ context.Context, s token.Session, j *renew.Journal) (renew.CA, error) {
		// The context of the verb: a person who is asked for a code may give up,
		// although the renewal itself runs on to a safe state.
		return &caseCA{app: a, asking: ctx, ask: ask, client: client, session: s, journal: j, draft: d}, nil
	}
	return a.carryOut(ctx, driver, plan, connect, ask, progress)
}

// planCase finds the unfinished installation of the application, or plans it.
// Nothing is changed.
func (a *App) planCase(k *Key, d *apply.Draft) (*planned, error) {
	if k.Err != nil {
		return nil, k.Err
	}
	journal, err := a.Journals.Unfinished(k.ID)
	if err != nil {
		return nil, err
	}
	var stale *renew.Journal
	if journal != nil {
		switch ours := journal.Enrolment == renew.ByCase && journal.Case == d.Case.ID; {
		case journal.State == renew.Undoing:
			stale, journal = journal, nil
		case ours && !journal.State.NeedsCA():
		case ours, isExpiredRenewal(journal, d):
			// If the certificate expired in the middle of its renewal, the case
			// goes on with the pair that was made then.
			journal.Enrolment, journal.Case = renew.ByCase, d.Case.ID
		case journal.State.NeedsCA(): // which gives nothing for it any more
			stale, journal = journal, nil
		default:
			return nil, ErrOtherRenewal
		}
	}
	p := &Plan{Key: k, Signature: k.byDER(d.Old.Certificate), CA: a.CA.URL, Application: a.application(d), Resumes: journal != nil}
	switch {
	case p.Signature != nil:
	case journal == nil || journal.State.NeedsCA():
		return nil, ErrCertificateGone
	default:
		old := a.judge([]token.Certificate{token.ParseCertificate(d.Old.Certificate)})
		p.Signature = &old[0]
	}
	p.Encryption = k.encryptionOf(p.Signature)
	if journal != nil {
		return &planned{Plan: p, journal: journal}, journal.CheckCA(a.CA.URL)
	}
	var encryption *token.Certificate
	if p.Encryption != nil {
		encryption = &p.Encryption.Certificate
	}
	journal, err = a.Journals.BeginCase(k.ID, a.CA.URL, d.Case.ID, &p.Signature.Certificate, encryption)
	return &planned{Plan: p, journal: journal, stale: stale}, err
}

// isExpiredRenewal tells whether a renewal by the old key was begun for the
// application's certificate, and has nothing from the CA.
func isExpiredRenewal(j *renew.Journal, d *apply.Draft) bool {
	return j.Enrolment == renew.ByOldKey && j.State.NeedsCA() && j.Signature.Certificate == nil &&
		bytes.Equal(j.OldSignature.Certificate, d.Old.Certificate)
}

// settle notes that the new pair is in force, and deletes what has done its
// work.
func (a *App) settle(ctx context.Context, d *apply.Draft, result *renew.Result) (*apply.Draft, error) {
	return a.Drafts.Update(ctx, d.ID, func(d *apply.Draft) error {
		d.Installed = cases.Fingerprint(result.Signature.DER)
		d.Purge()
		return nil
	})
}

// confirm tells the CA that the new certificate works, which closes the case.
// A CA that does not want to hear it is left alone from then on.
func (a *App) confirm(ctx context.Context, client *cases.Client, d *apply.Draft) (*apply.Draft, error) {
	c, err := client.Confirm(ctx, *d.Ticket, d.Installed)
	if refused, ok := errors.AsType[*est.RefusedError](err); ok && !refused.Temporary() {
		a.Log.Warn("installation not confirmed", "application", d.ID, "err", err)
		return a.Drafts.Update(ctx, d.ID, func(d *apply.Draft) error {
			d.Ticket = nil
			return nil
		})
	}
	if err != nil {
		return nil, err
	}
	return a.heard(ctx, d.ID, c, 0, nil)
}
