package app

import (
	"context"
	"time"

	"ukey/renew"
	"ukey/token"
)

// Interrupted is a renewal that was cut off. Renew continues it.
type Interrupted struct {
	Token token.ID
	// Holder is whose certificates are renewed.
	Holder HolderID
	State  renew.State
	Since  time.Time // when it was begun
}

// Interrupted lists the renewals on this computer that were cut off, the oldest
// first; no key needs to be plugged in. What waits for an application to be
// installed is not among them, see Applications. A journal that cannot be used
// is left for Renew to tell of.
func (a *App) Interrupted(context.Context) []Interrupted {
	if a.Journals == nil {
		return nil
	}
	all, err := a.Journals.List()
	if err != nil {
		a.Log.Warn("journals", "err", err)
	}
	var list []Interrupted
	for _, j := range all {
		if j.State.Finished() || (j.Enrolment == renew.ByCase && j.State.NeedsCA()) {
			continue
		}
		list = append(list, Interrupted{Token: j.Token, Holder: holderIn(j.OldSignature.Certificate), State: j.State, Since: j.Created})
	}
	return list
}
