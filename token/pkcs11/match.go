//go:build cgo

package pkcs11

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/subtle"
	"errors"
	"math/big"

	p11 "github.com/miekg/pkcs11"

	"ukey/token"
)

// privateSpecs is what has to be known of a private key to use it. CKA_VALUE
// and the other secret parts are never asked for.
var privateSpecs = specs(append([]uint{
	p11.CKA_CLASS, p11.CKA_SIGN, p11.CKA_DECRYPT, p11.CKA_DERIVE, p11.CKA_UNWRAP, p11.CKA_ALWAYS_AUTHENTICATE,
}, keyParts...)...)

// privateKeys reads the private keys under an ID.
func (s *session) privateKeys(ctx context.Context, id token.KeyID) ([]object, error) {
	return s.search(ctx, p11.CKO_PRIVATE_KEY, id, privateSpecs)
}

// publicKeys reads the public keys under an ID.
func (s *session) publicKeys(ctx context.Context, id token.KeyID) ([]object, error) {
	return s.search(ctx, p11.CKO_PUBLIC_KEY, id, specs(keyParts...))
}

// findPrivate finds the private half of ref, once in a session. found is false
// if it is not there.
func (s *session) findPrivate(ctx context.Context, ref token.KeyRef) (key object, found bool, err error) {
	if key, found = s.notes.key(ref); found {
		return key, true, nil
	}
	if key, found, err = s.searchPrivate(ctx, ref); found {
		s.notes.addKey(ref, key)
	}
	return key, found, err
}

// searchPrivate looks among the private keys under the ID of ref. IDs are not
// unique: some vendors give a signing and an encryption pair the same one.
func (s *session) searchPrivate(ctx context.Context, ref token.KeyRef) (key object, found bool, err error) {
	candidates, err := s.privateKeys(ctx, ref.ID)
	if err != nil {
		return object{}, false, err
	}
	switch public := ref.Public.(type) {
	case *rsa.PublicKey:
		for _, o := range candidates {
			if hasModulus(o, public) {
				return o, true, nil
			}
		}
		return object{}, false, nil
	case *ecdsa.PublicKey:
		return s.findPrivateEC(ctx, ref.ID, public, candidates)
	default:
		return object{}, false, nil
	}
}

func hasModulus(o object, k *rsa.PublicKey) bool {
	return o.is(p11.CKA_KEY_TYPE, p11.CKK_RSA) && new(big.Int).SetBytes(o.bytes(p11.CKA_MODULUS)).Cmp(k.N) == 0
}

// findPrivateEC finds an EC private key, which by PKCS#11 does not say what
// its public half is. A public key object tells if it is the only one; else
// the key has to prove itself.
func (s *session) findPrivateEC(ctx context.Context, id token.KeyID, public *ecdsa.PublicKey, candidates []object) (object, bool, error) {
	c, ok := curveOf(public)
	if !ok {
		return object{}, false, nil
	}
	var fitting []object
	for _, o := range candidates {
		if !o.is(p11.CKA_KEY_TYPE, p11.CKK_EC) || !bytes.Equal(o.bytes(p11.CKA_EC_PARAMS), c.params) {
			continue
		}
		switch own := ecPublicKey(o); {
		case own == nil:
			fitting = append(fitting, o)
		case own.Equal(public):
			return o, true, nil
		}
	}
	if len(fitting) == 0 {
		return object{}, false, nil
	}
	if len(fitting) == 1 {
		halves, err := s.publicKeys(ctx, id)
		if err != nil {
			return object{}, false, err
		}
		if len(halves) == 1 && samePublic(publicKey(halves[0]), public) {
			return fitting[0], true, nil
		}
	}
	var failed error
	for _, o := range fitting {
		proved, err := s.proves(ctx, o, public)
		if proved {
			return o, true, nil
		}
		if err != nil && isFatal(ctx, err) {
			return object{}, false, err
		}
		// One that the token does not let prove itself is not the one.
		if err != nil && !errors.Is(err, token.ErrUnsupported) {
			failed = err
		}
	}
	return object{}, false, failed
}

// proves has an EC private key sign or derive something to see whether public
// is its other half. It is false for a key that may do neither; the error is
// the token's if it did not let the key do what it may.
func (s *session) proves(ctx context.Context, key object, public *ecdsa.PublicKey) (proved bool, err error) {
	c, ok := curveOf(public)
	if !ok {
		return false, nil
	}
	if key.flag(p11.CKA_SIGN, false) {
		proved, err = s.provesBySigning(ctx, key, c, public)
		if err == nil || isFatal(ctx, err) {
			return proved, err
		}
	}
	if key.flag(p11.CKA_DERIVE, false) {
		return s.provesByDeriving(ctx, key, c, public)
	}
	return false, err
}

func (s *session) provesBySigning(ctx context.Context, key object, c curve, public *ecdsa.PublicKey) (bool, error) {
	digest := make([]byte, crypto.SHA256.Size())
	// Go's reader never fails; the digest of nothing may be anything.
	_, _ = rand.Read(digest)
	signature, err := s.signECDSA(ctx, key.handle, c, digest)
	return err == nil && ecdsa.VerifyASN1(public, digest, signature), err
}

func (s *session) provesByDeriving(ctx context.Context, key object, c curve, public *ecdsa.PublicKey) (bool, error) {
	ephemeral, err := c.ecdh.GenerateKey(rand.Reader)
	if err != nil {
		return false, err
	}
	peer, err := public.ECDH()
	if err != nil {
		return false, err
	}
	want, err := ephemeral.ECDH(peer)
	if err != nil {
		return false, err
	}
	got, err := s.deriveECDH(ctx, key.handle, c, ephemeral.PublicKey().Bytes())
	return err == nil && subtle.ConstantTimeCompare(got, want) == 1, err
}
