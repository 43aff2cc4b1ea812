//go:build cgo

package pkcs11

import (
	"crypto"
	"slices"

	p11 "github.com/miekg/pkcs11"

	"ukey/token"
)

// keyIndex is what was seen of the keys under each ID.
type keyIndex map[token.KeyID]keysUnder

// keysUnder are the keys under one ID.
type keysUnder struct {
	// known are the public halves, as public and private keys tell them.
	known []crypto.PublicKey
	// public counts the public keys that tell what they are. The others are
	// silent, as are EC private keys by the standard.
	public, silentPublic, silentPrivate int
}

// add takes in an object if it is a key.
func (x keyIndex) add(o object) {
	isPublic := o.is(p11.CKA_CLASS, p11.CKO_PUBLIC_KEY)
	if !isPublic && !o.is(p11.CKA_CLASS, p11.CKO_PRIVATE_KEY) {
		return
	}
	keys := x[o.id()]
	half := publicKey(o)
	switch {
	case half == nil && isPublic:
		keys.silentPublic++
	case half == nil:
		keys.silentPrivate++
	case isPublic:
		keys.public++
	}
	if half != nil {
		keys.known = append(keys.known, half)
	}
	x[o.id()] = keys
}

// holds says whether a key under the ID is, or may be, a half of public's pair.
// The ID alone does not tell where several pairs share it. A silent private key
// may be the one unless a public key accounts for it.
func (x keyIndex) holds(id token.KeyID, public crypto.PublicKey) bool {
	keys := x[id]
	if public == nil {
		return len(keys.known)+keys.silentPublic+keys.silentPrivate > 0
	}
	return keys.silentPublic > 0 || keys.silentPrivate > keys.public ||
		slices.ContainsFunc(keys.known, func(k crypto.PublicKey) bool { return samePublic(k, public) })
}
