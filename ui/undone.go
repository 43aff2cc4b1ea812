package ui

import (
	"bytes"
	"slices"

	"ukey/app"
	"ukey/token"
)

// undone is what has been begun about a holder's certificates on a key and is not
// finished.
type undone struct {
	holder app.HolderID
	// application is nil if there is none, or one that has been installed.
	application *app.Application
	// interrupted: a renewal was cut off. It comes before everything else.
	interrupted bool
}

// undone tells what is unfinished about a holder's certificates on a key.
func (m *model) undone(k *app.Key, holder app.HolderID) undone {
	whose, interrupted := m.interruptedFor(k)
	u := undone{holder: holder, interrupted: interrupted && whose == holder}
	for _, a := range m.applications { // the newest first
		if !sameKey(a.Token, k.ID) || !holds(k, a.Certificate.DER) || a.Holder() != holder {
			continue
		}
		if a.Stage() != app.StageDone {
			u.application = a
		}
		break
	}
	return u
}

// interruptedFor is whose renewal on a key was cut off, if one was. What was begun
// for a holder who is not on the key any more is finished with the first who is,
// or with nobody.
func (m *model) interruptedFor(k *app.Key) (whose app.HolderID, interrupted bool) {
	i := slices.IndexFunc(m.interrupted, func(i app.Interrupted) bool { return sameKey(i.Token, k.ID) })
	if i < 0 {
		return "", false
	}
	h, err := k.Holder(m.interrupted[i].Holder)
	if err != nil {
		h, err = k.Holder("")
	}
	if err != nil {
		return "", true
	}
	return h.ID, true
}

// firstUndone is what is unfinished on a key: a renewal that was cut off before
// applications, and of these that of whose certificate ends first.
func (m *model) firstUndone(k *app.Key) undone {
	first := m.undone(k, "")
	for _, h := range k.Holders() {
		u := m.undone(k, h.ID)
		if u.interrupted || u.application != nil && first.application == nil {
			first = u
		}
		if u.interrupted {
			break
		}
	}
	return first
}

// chosen is whose certificate is selected, or "" if that is nobody who can renew.
func (m *model) chosen() app.HolderID {
	k, c := m.key(), m.certificate()
	if c == nil {
		return ""
	}
	if _, err := k.Holder(c.Holder()); err != nil {
		return ""
	}
	return c.Holder()
}

// undoneHere is what is unfinished about what is selected: about the holder of the
// certificate, or about the key as a whole.
func (m *model) undoneHere() undone {
	k := m.key()
	switch holder := m.chosen(); {
	case k == nil:
		return undone{}
	case holder != "":
		return m.undone(k, holder)
	default:
		return m.firstUndone(k)
	}
}

// remember puts a newer snapshot of an application in the place of the one that
// is known.
func (m *model) remember(a *app.Application) {
	m.applications = slices.Clone(m.applications)
	for i, known := range m.applications {
		if known.ID == a.ID {
			m.applications[i] = a
		}
	}
}

// sameKey compares what a key says of itself, not the driver that says it.
func sameKey(a, b token.ID) bool { return a.Serial == b.Serial && a.Label == b.Label }

func holds(k *app.Key, der []byte) bool {
	return slices.ContainsFunc(k.Certificates, func(c app.Certificate) bool { return bytes.Equal(c.DER, der) })
}

// keyOf is the plugged-in key that an application is about, or nil.
func (m *model) keyOf(a *app.Application) *app.Key {
	if m.snapshot == nil {
		return nil
	}
	for i := range m.snapshot.Keys {
		if k := &m.snapshot.Keys[i]; sameKey(k.ID, a.Token) {
			return k
		}
	}
	return nil
}

// certificateDue is the certificate by which a key has something due, the worst
// of them, or nil.
func certificateDue(k *app.Key) *app.Certificate {
	var due *app.Certificate
	for _, use := range []token.Use{token.Signature, token.Encryption} {
		c := k.Current(use)
		if c != nil && c.Due() && (due == nil || c.DaysLeft < due.DaysLeft) {
			due = c
		}
	}
	return due
}
