//go:build cgo

package pkcs11

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"fmt"

	p11 "github.com/miekg/pkcs11"

	"ukey/token"
)

// PrivateKey implements token.Session. An RSA key is a crypto.Signer and a
// crypto.Decrypter, an EC key a crypto.Signer and an ecdh.KeyExchanger. What
// the token does not let a key do fails with token.ErrUnsupported when it is
// tried: the attributes that should say so beforehand cannot be relied on.
func (s *session) PrivateKey(ctx context.Context, ref token.KeyRef) (crypto.PrivateKey, error) {
	var key crypto.PrivateKey
	err := s.do(ctx, func() error {
		o, found, err := s.findPrivate(ctx, ref)
		if err != nil {
			return err
		}
		if !found {
			return missing(ref)
		}
		if o.flag(p11.CKA_ALWAYS_AUTHENTICATE, false) {
			// The PIN would be needed for each signature, and it is not kept.
			return fmt.Errorf("key asks for its PIN at every use: %w", token.ErrUnsupported)
		}
		key, err = s.useKey(ctx, o, ref.Public)
		return err
	})
	return key, err
}

// missing says why a key was not found: a kind of key that is not known, such
// as one for SM2, was not looked for.
func missing(ref token.KeyRef) error {
	if k, ok := ref.Public.(*ecdsa.PublicKey); ok {
		if _, known := curveOf(k); !known {
			return fmt.Errorf("key on curve %s: %w", k.Curve.Params().Name, token.ErrUnsupported)
		}
	}
	return token.ErrKeyNotFound
}

// useKey wraps a key object for use.
func (s *session) useKey(ctx context.Context, o object, public crypto.PublicKey) (crypto.PrivateKey, error) {
	switch public := public.(type) {
	case *rsa.PublicKey:
		pss, err := s.can(ctx, p11.CKM_RSA_PKCS_PSS)
		if err != nil {
			return nil, err
		}
		return &rsaKey{session: s, handle: o.handle, public: public, pss: pss}, nil
	case *ecdsa.PublicKey:
		c, ok := curveOf(public)
		if !ok {
			return nil, token.ErrUnsupported
		}
		point, err := public.ECDH()
		if err != nil {
			return nil, fmt.Errorf("public key: %w", err)
		}
		return &ecKey{session: s, handle: o.handle, public: public, point: point, curve: c}, nil
	default:
		return nil, token.ErrUnsupported
	}
}

// PublicKeys implements token.Session. A public key counts only if a private
// key that can be its other half lies beside it.
func (s *session) PublicKeys(ctx context.Context, id token.KeyID) ([]crypto.PublicKey, error) {
	var pairs []crypto.PublicKey
	err := s.do(ctx, func() error {
		objects, err := s.under(ctx, id)
		if err != nil {
			return err
		}
		private := ofClass(p11.CKO_PRIVATE_KEY, objects)
		for _, o := range ofClass(p11.CKO_PUBLIC_KEY, objects) {
			if k := publicKey(o); k != nil && mayBePair(k, private) {
				pairs = append(pairs, k)
			}
		}
		// Some tokens keep no public keys, but private ones that tell theirs.
		for _, o := range private {
			if k := publicKey(o); k != nil && !contains(pairs, k) {
				pairs = append(pairs, k)
			}
		}
		return nil
	})
	return pairs, err
}

// mayBePair says whether one of the private keys can belong to k.
func mayBePair(k crypto.PublicKey, private []object) bool {
	for _, o := range private {
		switch k := k.(type) {
		case *rsa.PublicKey:
			if hasModulus(o, k) {
				return true
			}
		case *ecdsa.PublicKey:
			own := ecPublicKey(o)
			if o.is(p11.CKA_KEY_TYPE, p11.CKK_EC) && (own == nil || own.Equal(k)) {
				return true
			}
		}
	}
	return false
}

func contains(keys []crypto.PublicKey, k crypto.PublicKey) bool {
	for _, other := range keys {
		if samePublic(other, k) {
			return true
		}
	}
	return false
}
