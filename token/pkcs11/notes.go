//go:build cgo

package pkcs11

import (
	"context"
	"crypto"

	p11 "github.com/miekg/pkcs11"

	"ukey/token"
)

// notes are what a session need not ask its token for again, since every call
// costs milliseconds: what it has found or put there itself. Should another
// program have changed that meanwhile, a call fails, and after every failure
// the session has no notes any more.
type notes struct {
	// keys are private keys, by what they were found or made for.
	keys []knownKey
	// own are the objects that the session has put under an ID.
	own map[token.KeyID][]object
	// alone are the IDs under which nothing else was found.
	alone map[token.KeyID]bool
}

// knownKey is a private key whose public half is certain.
type knownKey struct {
	ref token.KeyRef
	object
}

// key returns the private half of ref if it is known.
func (n *notes) key(ref token.KeyRef) (object, bool) {
	for _, k := range n.keys {
		if k.ref.ID == ref.ID && samePublic(k.ref.Public, ref.Public) {
			return k.object, true
		}
	}
	return object{}, false
}

func (n *notes) addKey(ref token.KeyRef, o object) {
	n.keys = append(n.keys, knownKey{ref, o})
}

// put notes an object that was put on the token.
func (n *notes) put(id token.KeyID, o object) {
	if n.own == nil {
		n.own = make(map[token.KeyID][]object)
	}
	n.own[id] = append(n.own[id], o)
}

// mine returns what the session has put under the ID with that handle.
func (n *notes) mine(id token.KeyID, handle p11.ObjectHandle) (object, bool) {
	for _, o := range n.own[id] {
		if o.handle == handle {
			return o, true
		}
	}
	return object{}, false
}

// all returns the objects of a class under an ID if it is certain that there
// are no others.
func (n *notes) all(class uint, id token.KeyID) (objects []object, ok bool) {
	if !n.alone[id] {
		return nil, false
	}
	return ofClass(class, n.own[id]), true
}

func ofClass(class uint, objects []object) (some []object) {
	for _, o := range objects {
		if o.is(p11.CKA_CLASS, class) {
			some = append(some, o)
		}
	}
	return some
}

// under reads everything under an ID, by one search, as far as keys have it.
// If nothing is there but what the session has made, it knows from then on,
// and no later search under the ID is needed.
func (s *session) under(ctx context.Context, id token.KeyID) ([]object, error) {
	if s.notes.alone[id] {
		return s.notes.own[id], nil
	}
	m := s.driver.module
	handles, err := m.find(ctx, s.handle, p11.NewAttribute(p11.CKA_ID, []byte(id)))
	if err != nil {
		return nil, err
	}
	alone := true
	objects := make([]object, 0, len(handles))
	for _, handle := range handles {
		o, mine := s.notes.mine(id, handle)
		if !mine {
			alone = false
			o, err = m.read(ctx, s.handle, handle, privateSpecs)
			if code(err) == p11.CKR_OBJECT_HANDLE_INVALID {
				continue
			}
			if err != nil {
				return nil, err
			}
		}
		if o.id() == id { // a few libraries take no notice of a template
			objects = append(objects, o)
		}
	}
	if alone && len(objects) == len(s.notes.own[id]) {
		if s.notes.alone == nil {
			s.notes.alone = make(map[token.KeyID]bool)
		}
		s.notes.alone[id] = true
	}
	return objects, nil
}

// search reads the objects of a class under an ID, unless they are known.
func (s *session) search(ctx context.Context, class uint, id token.KeyID, specs []attributeSpec) ([]object, error) {
	if known, ok := s.notes.all(class, id); ok {
		return known, nil
	}
	return s.driver.module.readAll(ctx, s.handle, specs, byID(class, id)...)
}

// store creates an object under an ID, with the full template or, if the token
// does not like that, the lean one, and notes it.
func (s *session) store(ctx context.Context, id token.KeyID, full, lean []*p11.Attribute) error {
	template := full
	handle, err := s.create(ctx, full)
	if templateRefused(err) {
		template = lean
		handle, err = s.create(ctx, lean)
	}
	if err == nil {
		s.notes.put(id, objectOf(handle, template))
	}
	return err
}

// objectOf is the object that was created from a template.
func objectOf(handle p11.ObjectHandle, template []*p11.Attribute) object {
	o := object{handle, make(map[uint][]byte, len(template))}
	for _, a := range template {
		o.values[a.Type] = a.Value
	}
	return o
}

// notePrivate notes a private key that the session has put on the token.
func (s *session) notePrivate(ref token.KeyRef, private object) {
	s.notes.addKey(ref, private)
	s.notes.put(ref.ID, private)
}

// publicObject is what a public key of that handle shows.
func publicObject(id token.KeyID, handle p11.ObjectHandle, public crypto.PublicKey) object {
	template, _ := publicTemplate(public) // nil for a kind that is not known, which then is no public key
	return objectOf(handle, append(template,
		p11.NewAttribute(p11.CKA_CLASS, p11.CKO_PUBLIC_KEY),
		p11.NewAttribute(p11.CKA_ID, []byte(id)),
	))
}
