package app

import (
	"bytes"
	"context"

	"ukey/renew"
	"ukey/token"
)

// planned is a Plan and what is known of it on disk.
type planned struct {
	*Plan
	journal *renew.Journal
	// stale is an earlier renewal that cannot be continued, nil if there is
	// none. What it has left on the key goes before anything else is done.
	stale *renew.Journal
}

// plan finds the unfinished renewal of the key, or plans a new one for a holder.
// Nothing is changed. The error is ErrOtherRenewal if the unfinished one is for
// another holder: two at a time would take each other for stale.
func (a *App) plan(ctx context.Context, k *Key, holder HolderID) (*planned, error) {
	if k.Err != nil {
		return nil, k.Err
	}
	journal, err := a.Journals.Unfinished(k.ID)
	if err != nil {
		return nil, err
	}
	if journal != nil {
		if a.forAnother(ctx, k, journal, holder) {
			return nil, ErrOtherRenewal
		}
		if p, err := a.resumed(k, journal); p != nil || err != nil {
			return p, err
		}
	}
	h, err := k.Holder(holder)
	if err != nil {
		return nil, err
	}
	var enc *token.Certificate
	if h.Encryption != nil {
		enc = &h.Encryption.Certificate
	}
	fresh, err := a.Journals.Begin(k.ID, a.CA.URL, &h.Signature.Certificate, enc)
	if err != nil {
		return nil, err
	}
	p := &Plan{Key: k, Signature: h.Signature, Encryption: h.Encryption, CA: a.CA.URL}
	return &planned{Plan: p, journal: fresh, stale: journal}, nil
}

// forAnother tells whether an unfinished renewal is to be finished first, for
// another holder on the key than the one that is asked for.
func (a *App) forAnother(ctx context.Context, k *Key, journal *renew.Journal, holder HolderID) bool {
	theirs := holderIn(journal.OldSignature.Certificate)
	if _, err := k.Holder(theirs); holder == "" || holder == theirs || err != nil || journal.State == renew.Undoing {
		return false
	}
	if journal.Enrolment == renew.ByCase && journal.State.NeedsCA() {
		return a.approved(ctx, k, theirs) != ""
	}
	return true
}

// resumed is the plan to continue a renewal. It is nil if that cannot be: it
// is being undone, or the certificate is gone that the CA would have to see.
// Then the key has been issued anew meanwhile, and what it holds now is what is
// to be renewed.
func (a *App) resumed(k *Key, journal *renew.Journal) (*planned, error) {
	p := &Plan{Key: k, Signature: k.byDER(journal.OldSignature.Certificate), CA: a.CA.URL, Resumes: true}
	if journal.OldEncryption != nil {
		p.Encryption = k.byDER(journal.OldEncryption.Certificate)
	}
	switch {
	case journal.State == renew.Undoing, p.Signature == nil && journal.State.NeedsCA():
		return nil, nil
	case journal.Enrolment == renew.ByCase && journal.State.NeedsCA():
		return nil, nil // for Install, if the application were there still
	case p.Signature == nil:
		old := a.judge([]token.Certificate{token.ParseCertificate(journal.OldSignature.Certificate)})
		p.Signature = &old[0]
	}
	if err := journal.CheckCA(a.CA.URL); err != nil {
		return nil, err
	}
	return &planned{Plan: p, journal: journal}, nil
}

// removeStale takes off the key what a stale renewal has left there. run is
// the renewal that is to begin.
func removeStale(ctx context.Context, run renew.Renewal, stale *renew.Journal) error {
	run.Journal = stale
	if stale.State == renew.Undoing {
		return run.Undo(ctx, renew.Rejected, stale.LastError)
	}
	return run.Undo(ctx, renew.Abandoned, "the old certificate is not on the token")
}

func (k *Key) byDER(der []byte) *Certificate {
	for i := range k.Certificates {
		if bytes.Equal(k.Certificates[i].DER, der) {
			return &k.Certificates[i]
		}
	}
	return nil
}
