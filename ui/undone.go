package ui

import (
	"bytes"
	"slices"

	"ukey/app"
	"ukey/token"
)

// undone is what has been begun about a key and is not finished.
type undone struct {
	// application is nil if there is none, or one that has been installed.
	application *app.Application
	// interrupted: a renewal was cut off. It comes before everything else.
	interrupted bool
}

// undone tells what is unfinished about a key.
func (m *model) undone(k *app.Key) undone {
	if k == nil {
		return undone{}
	}
	u := undone{interrupted: slices.ContainsFunc(m.interrupted, func(i app.Interrupted) bool { return sameKey(i.Token, k.ID) })}
	for _, a := range m.applications { // the newest first
		if !sameKey(a.Token, k.ID) || !holds(k, a.Certificate.DER) {
			continue
		}
		if a.Stage() != app.StageDone {
			u.application = a
		}
		break
	}
	return u
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
