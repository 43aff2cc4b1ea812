package app

import (
	"encoding/hex"
	"slices"

	"ukey/renew"
	"ukey/token"
)

// HolderID tells apart whom the certificates on a key name: it is the subject in
// full. Where a verb takes one, the empty one stands for the holder whose
// certificate ends first, see Key.Holders.
type HolderID string

// Holder is whom certificates on a key name, and what a renewal would replace of
// theirs.
type Holder struct {
	ID HolderID
	// Name is how the holder is called, see Key.NameOf.
	Name string
	// Signature is the certificate in force, or one that has ended. Of several by
	// different authorities it is the one that ends first and has not ended yet.
	Signature *Certificate
	// Encryption is nil if there is none, or if Signature serves for both uses.
	Encryption *Certificate
}

// Due is the certificate by which a person has to do something for the holder,
// the one with the fewest days, or nil.
func (h *Holder) Due() (due *Certificate) {
	for _, c := range []*Certificate{h.Signature, h.Encryption} {
		if c != nil && c.Due() && (due == nil || c.DaysLeft < due.DaysLeft) {
			due = c
		}
	}
	return due
}

// Holder tells whom the certificate names.
func (c *Certificate) Holder() HolderID { return holderOf(&c.Certificate) }

func holderOf(c *token.Certificate) HolderID {
	if subject := c.Subject.String(); subject != "" {
		return HolderID(subject)
	}
	fingerprint := c.SHA256() // it names nobody, and shares that with no other
	return HolderID(hex.EncodeToString(fingerprint[:]))
}

// holderIn tells whom a certificate in DER names.
func holderIn(der []byte) HolderID {
	c := token.ParseCertificate(der)
	return holderOf(&c)
}

// Holders lists everybody who has a signature certificate on the key with the
// private key to it, which is what can be renewed: first whose certificate ends
// first, and last those whose certificates have ended.
func (k *Key) Holders() []Holder {
	var all []Holder
	for i := range k.Certificates {
		c := &k.Certificates[i]
		if !k.InForce(c) || c.Use == token.Encryption {
			continue
		}
		id := c.Holder()
		at := slices.IndexFunc(all, func(h Holder) bool { return h.ID == id })
		if at < 0 {
			all = append(all, Holder{ID: id, Name: k.NameOf(c), Signature: c})
		} else if sooner(c, all[at].Signature) {
			all[at].Signature = c
		}
	}
	for i := range all {
		all[i].Encryption = k.encryptionOf(all[i].Signature)
	}
	slices.SortStableFunc(all, func(a, b Holder) int {
		switch {
		case sooner(a.Signature, b.Signature):
			return -1
		case sooner(b.Signature, a.Signature):
			return 1
		}
		return 0
	})
	return all
}

// Holder is one of Holders, the first if id is empty. The error is
// renew.ErrNothingToRenew if that one has no signature certificate with its key.
func (k *Key) Holder(id HolderID) (*Holder, error) {
	for _, h := range k.Holders() {
		if id == "" || h.ID == id {
			return &h, nil
		}
	}
	return nil, renew.ErrNothingToRenew
}

// NameOf is whom a certificate names: the organisation, or else the person. Where
// the key has certificates for several people of one organisation, it is both.
func (k *Key) NameOf(c *Certificate) string {
	owner, person := c.Owner(), c.Subject.CommonName()
	if person == "" || person == owner {
		return owner
	}
	for i := range k.Certificates {
		other := &k.Certificates[i]
		if other.named() && other.Owner() == owner && other.Subject.CommonName() != person {
			return owner + " · " + person
		}
	}
	return owner
}

// Shared tells whether the certificates in force on the key name more than one
// holder.
func (k *Key) Shared() bool {
	names := map[string]bool{}
	for i := range k.Certificates {
		if c := &k.Certificates[i]; c.named() {
			names[k.NameOf(c)] = true
		}
	}
	return len(names) > 1
}

// named tells whether a certificate says whose the key is.
func (c *Certificate) named() bool { return c.Err == nil && !c.IsCA && !c.Superseded }

// InForce tells whether the certificate is one that a person can do something
// about: nothing has taken its place, and it is not somebody else's, whose
// private key is elsewhere. It may have ended.
func (k *Key) InForce(c *Certificate) bool { return c.named() && k.Holds(c) }

// Holds tells whether the private key of one of the key's certificates is on
// the key, as far as that is seen without the PIN. A token may hide private
// keys and keep no public ones: then nothing is seen of any pair, and each
// certificate with an ID may have its own. Who opens the token finds out.
func (k *Key) Holds(c *Certificate) bool {
	seen := slices.ContainsFunc(k.Certificates, func(c Certificate) bool { return c.HasPrivateKey })
	return c.HasPrivateKey || !seen && c.ID != ""
}

// encryptionOf is the encryption certificate of the same subject, nil if there
// is none or the signature certificate serves for both.
func (k *Key) encryptionOf(signature *Certificate) (encryption *Certificate) {
	if signature.Use == token.Both {
		return nil
	}
	for i := range k.Certificates {
		c := &k.Certificates[i]
		if c.named() && c.Use == token.Encryption && c.Holder() == signature.Holder() {
			encryption = c
		}
	}
	return encryption
}

// sooner prefers what can still be renewed, and of that what ends first.
func sooner(a, b *Certificate) bool {
	if (a.Status == token.Expired) != (b.Status == token.Expired) {
		return b.Status == token.Expired
	}
	return a.NotAfter.Before(b.NotAfter)
}
