//go:build cgo

package pkcs11

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	p11 "github.com/miekg/pkcs11"

	"ukey/token"
)

// Certificates implements token.Driver. They are in the order of their IDs,
// since some libraries list objects in a new order every time. A token that
// was pulled out less than half a second after it was listed may still be read
// from what its library remembers.
func (d *Driver) Certificates(ctx context.Context, id token.ID) ([]token.Certificate, error) {
	release, err := d.acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	objects, err := d.readListedSlot(ctx, id)
	if errors.Is(err, token.ErrRemoved) {
		objects, err = d.readLocated(ctx, id)
	}
	if err != nil {
		return nil, err
	}
	return certificatesOf(objects), nil
}

// readListedSlot reads a token where it was just listed, which is the usual way
// and should not cost a second look at its slot. The error is ErrRemoved also
// if the list cannot be believed any more.
func (d *Driver) readListedSlot(ctx context.Context, id token.ID) ([]object, error) {
	slot, ok := d.lastSlot[id]
	if !ok || time.Since(d.lastList) > trustList {
		return nil, token.ErrRemoved
	}
	objects, err := d.readPublic(ctx, slot)
	if err != nil {
		return nil, d.noticeRemoval(ctx, slot, err)
	}
	if len(d.lastSlot) > 1 || time.Since(d.lastList) > trustList {
		// With several tokens, one that is pulled out may leave its slot
		// number to the next at once.
		err = d.wantHolds(ctx, slot, id)
	}
	return objects, err
}

// readLocated reads a token where it is now.
func (d *Driver) readLocated(ctx context.Context, id token.ID) ([]object, error) {
	info, err := d.locate(ctx, id)
	if err != nil {
		return nil, err
	}
	objects, err := d.readPublic(ctx, info.Slot)
	if err != nil {
		return nil, d.noticeRemoval(ctx, info.Slot, err)
	}
	return objects, d.wantHolds(ctx, info.Slot, id)
}

// readPublic reads what can be seen on a token without a login.
func (d *Driver) readPublic(ctx context.Context, slot uint) ([]object, error) {
	h, err := d.module.openSession(ctx, slot, 0)
	if err != nil {
		return nil, err
	}
	objects, err := d.readListed(ctx, h, d.loggedIn(slot))
	if closeErr := d.module.closeSession(ctx, h); err == nil {
		err = closeErr
	}
	return objects, err
}

// readListed reads the objects that a list of certificates is made of. Every
// call to a token costs milliseconds, so that all objects are found by one
// search and asked for the same attributes, whether they have them or not.
//
// While a session of ours is logged in, private keys can be seen as well, and
// CKA_VALUE of an EC key is the private key itself. A token would refuse to
// show that, but it is not even asked: each class then has its own search.
func (d *Driver) readListed(ctx context.Context, h p11.SessionHandle, loggedIn bool) ([]object, error) {
	key := append([]uint{p11.CKA_CLASS}, keyParts...)
	all := specs(append(key, p11.CKA_LABEL, p11.CKA_VALUE, p11.CKA_CERTIFICATE_TYPE)...)
	if !loggedIn {
		objects, err := d.module.readAll(ctx, h, all)
		if err != nil {
			return nil, err
		}
		return objects, d.readLong(ctx, h, objects)
	}
	objects, err := d.module.readAll(ctx, h, all, p11.NewAttribute(p11.CKA_CLASS, p11.CKO_CERTIFICATE))
	if err == nil {
		err = d.readLong(ctx, h, objects)
	}
	if err != nil {
		return nil, err
	}
	for _, class := range []uint{p11.CKO_PUBLIC_KEY, p11.CKO_PRIVATE_KEY} {
		keys, err := d.module.readAll(ctx, h, specs(key...), p11.NewAttribute(p11.CKA_CLASS, class))
		if err != nil {
			return nil, err
		}
		objects = append(objects, keys...)
	}
	return objects, nil
}

// readLong reads once more what a certificate must have and seems not to: the
// answer that an attribute is unknown, as those of a key are here, may hide
// that another found too little room (PKCS#11 2.40, 5.7, C_GetAttributeValue).
func (d *Driver) readLong(ctx context.Context, h p11.SessionHandle, objects []object) error {
	for _, o := range objects {
		for _, kind := range []uint{p11.CKA_VALUE, p11.CKA_LABEL} {
			if !o.is(p11.CKA_CLASS, p11.CKO_CERTIFICATE) || o.bytes(kind) != nil {
				continue
			}
			again, err := d.module.read(ctx, h, o.handle, specs(kind))
			if err != nil {
				return err
			}
			o.values[kind] = again.bytes(kind)
		}
	}
	return nil
}

// loggedIn says whether a session of ours is open on the slot. A login holds
// for all sessions of a program (PKCS#11 2.40, 2.6.5).
func (d *Driver) loggedIn(slot uint) bool {
	for s := range d.sessions {
		if s.slot == slot {
			return true
		}
	}
	return false
}

// certificatesOf picks the X.509 certificates and finds out which of them have
// keys.
func certificatesOf(objects []object) []token.Certificate {
	keys := make(keyIndex)
	for _, o := range objects {
		keys.add(o)
	}
	// An empty ID joins nothing.
	delete(keys, "")

	var certificates []token.Certificate
	for _, o := range objects {
		if !o.is(p11.CKA_CLASS, p11.CKO_CERTIFICATE) {
			continue
		}
		if kind, ok := o.number(p11.CKA_CERTIFICATE_TYPE); ok && kind != p11.CKC_X_509 {
			continue
		}
		der := o.bytes(p11.CKA_VALUE)
		if len(der) == 0 {
			// There is nothing to show: a process has died while it stored
			// the certificate, or it lies elsewhere (CKA_URL).
			continue
		}
		c := token.ParseCertificate(der)
		c.ID = o.id()
		c.Label = token.DecodeText(o.bytes(p11.CKA_LABEL))
		c.HasPrivateKey = keys.holds(c.ID, c.Public)
		certificates = append(certificates, c)
	}
	slices.SortFunc(certificates, func(a, b token.Certificate) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), bytes.Compare(a.DER, b.DER))
	})
	return certificates
}
