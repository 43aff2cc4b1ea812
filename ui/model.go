package ui

import (
	"ukey/app"
	"ukey/token"
)

// selection names what is shown at the right: a certificate, or a key as a
// whole if hash is zero. The zero selection is nothing.
type selection struct {
	key  token.ID
	hash [32]byte // SHA-256 of the certificate
}

func (s selection) isNothing() bool { return s == selection{} }
func (s selection) isKey() bool     { return s.hash == [32]byte{} }

// model is what the window knows: the last snapshot and what is selected,
// which may have been unplugged meanwhile.
type model struct {
	snapshot *app.Snapshot // nil until the first one has come
	selected selection
	// name is what the selected key was called when it was last seen: some have
	// no label to be remembered by.
	name string
	// unfolded are the keys whose old certificates are shown.
	unfolded map[token.ID]bool
	// applications and interrupted are what was unfinished on this computer
	// when it was last looked at; the newest applications first.
	applications []*app.Application
	interrupted  []app.Interrupted
	server       server
}

// reading tells whether a driver has not answered yet: a key that is not seen
// may be plugged in all the same.
func (m *model) reading() bool { return m.snapshot == nil || m.snapshot.Pending() }

// update takes a snapshot in and keeps the selection as well as it can: a key
// that comes back is selected still, and a certificate that has been replaced
// gives way to its successor. It reports whether the snapshot is news: it is not
// if it is known, or a slow answer that has been overtaken.
func (m *model) update(s *app.Snapshot) bool {
	if m.snapshot != nil && (s == m.snapshot || s.At.Before(m.snapshot.At)) {
		return false
	}
	if k := m.key(); k != nil {
		m.name = keyName(k)
	}
	before := m.certificate()
	wasCurrent := before != nil && !before.Superseded
	m.snapshot = s
	m.reselect(wasCurrent)
	return true
}

// reselect finds what is selected in a new snapshot. wasCurrent: it was a
// certificate in force.
func (m *model) reselect(wasCurrent bool) {
	if m.selected.isNothing() {
		m.selected = first(m.snapshot)
		return
	}
	key := m.key()
	if key == nil {
		return
	}
	m.selected.key = key.ID // another driver may show it first now
	if m.selected.isKey() {
		return
	}
	now := m.certificate()
	switch {
	case now == nil:
		m.selected = startOf(key)
	case now.Superseded && wasCurrent:
		if successor := key.Current(now.Use); successor != nil {
			m.selected.hash = successor.SHA256()
		}
	}
}

// first is what is selected when nothing is: the first key's signature
// certificate, which is what most people come for.
func first(s *app.Snapshot) selection {
	if len(s.Keys) == 0 {
		return selection{}
	}
	return startOf(&s.Keys[0])
}

func startOf(k *app.Key) selection {
	sel := selection{key: k.ID}
	for _, use := range []token.Use{token.Signature, token.Encryption} {
		if c := k.Current(use); c != nil {
			sel.hash = c.SHA256()
			return sel
		}
	}
	for i := range k.Certificates {
		if c := &k.Certificates[i]; !c.IsCA { // those the tree does not list
			sel.hash = c.SHA256()
			break
		}
	}
	return sel
}

// startAt is the signature certificate of a holder on a key, or else where the key
// starts.
func startAt(k *app.Key, holder app.HolderID) selection {
	if h, err := k.Holder(holder); err == nil && holder != "" {
		return selection{key: k.ID, hash: h.Signature.SHA256()}
	}
	return startOf(k)
}

// key is the selected key, or nil if there is none or it is not plugged in.
func (m *model) key() *app.Key {
	if m.snapshot == nil || m.selected.isNothing() {
		return nil
	}
	return m.snapshot.Key(m.selected.key)
}

// certificate is the selected certificate, or nil.
func (m *model) certificate() *app.Certificate {
	key := m.key()
	if key == nil || m.selected.isKey() {
		return nil
	}
	for i := range key.Certificates {
		if key.Certificates[i].SHA256() == m.selected.hash {
			return &key.Certificates[i]
		}
	}
	return nil
}

// gone returns the selected key's name if it has been unplugged.
func (m *model) gone() (name string, ok bool) {
	return m.name, m.snapshot != nil && !m.selected.isNothing() && m.key() == nil
}
