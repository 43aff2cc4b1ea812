package renew

import (
	"context"
	"errors"

	"ukey/renew/est"
	"ukey/token"
)

// stop decides what an error means: an end for good, where all that is new is
// taken off the key again, or a stop from which to go on.
func (r *Renewal) stop(ctx context.Context, err error) error {
	j := r.Journal
	r.Log.Warn("renewal stopped", "journal", j.ID, "state", j.State, "err", err)
	if !final(err) && (j.State != Planned || errors.Is(err, token.ErrRemoved)) {
		return r.interrupted(err)
	}
	if undone := r.Undo(ctx, Rejected, err.Error()); undone != nil {
		r.Log.Error("new pair not removed", "journal", j.ID, "err", undone)
		return &InterruptedError{j.State, errors.Join(err, undone)}
	}
	return err
}

// Undo takes off the key what a renewal has put there, and ends it as Rejected
// or Abandoned. The old pairs have other key IDs. That it is under way is
// recorded first: halfway through, nothing could be continued any more. On a
// journal that is Undoing already it finishes that. CA, Roots and Chain are not
// needed.
func (r *Renewal) Undo(ctx context.Context, end State, why string) error {
	j := r.Journal
	if j.State != Undoing {
		j.State, j.LastError = Undoing, why
		if err := r.Journals.save(j); err != nil {
			return err
		}
	}
	for _, p := range []*Pair{&j.Signature, j.Encryption} {
		if p == nil {
			continue
		}
		if err := r.Session.Delete(ctx, token.KeyRef{ID: p.KeyID}); err != nil {
			return err
		}
	}
	j.State = end
	return r.Journals.save(j)
}

func (r *Renewal) interrupted(err error) error {
	r.Journal.LastError = err.Error()
	if saved := r.Journals.save(r.Journal); saved != nil {
		err = errors.Join(err, saved)
	}
	return &InterruptedError{r.Journal.State, err}
}

// final tells whether trying again cannot help.
func final(err error) bool {
	var refused *est.RefusedError
	var rejected *est.ClientCertificateError
	var answer *AnswerError
	var test *SelfTestError
	return errors.As(err, &answer) || errors.As(err, &test) || errors.As(err, &rejected) ||
		(errors.As(err, &refused) && !refused.Temporary())
}
