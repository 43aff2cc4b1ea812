//go:build cgo

package pkcs11

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"math/big"

	p11 "github.com/miekg/pkcs11"
	kwp "github.com/tink-crypto/tink-go/v2/kwp/subtle"

	"ukey/token"
)

// loadPrivate opens the envelope in this process's memory and has the token
// store what it holds: for tokens that decrypt and know nothing of RFC 5649.
// The plain key is wiped as far as Go lets one.
func (s *session) loadPrivate(ctx context.Context, opener p11.ObjectHandle, public crypto.PublicKey, env token.Envelope, ref token.KeyRef, label string) (p11.ObjectHandle, error) {
	aes, err := s.readSessionKey(ctx, opener, public, env)
	if err != nil {
		return 0, err
	}
	defer clear(aes)
	wrapper, err := kwp.NewKWP(aes)
	if err != nil {
		return 0, fmt.Errorf("%w: session key of %d bytes", token.ErrEnvelope, len(aes))
	}
	pkcs8, err := wrapper.Unwrap(env.Key)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", token.ErrEnvelope, err)
	}
	defer clear(pkcs8)
	key, err := x509.ParsePKCS8PrivateKey(pkcs8)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", token.ErrEnvelope, err)
	}
	if signer, ok := key.(crypto.Signer); !ok || !samePublic(signer.Public(), ref.Public) {
		return 0, token.ErrEnvelope
	}
	secret, err := privateParts(key)
	if err != nil {
		return 0, err
	}
	defer func() {
		for _, a := range secret {
			clear(a.Value)
		}
	}()
	full, lean := privateTemplates(ref, label)
	private, err := s.create(ctx, append(full, secret...))
	if templateRefused(err) {
		private, err = s.create(ctx, append(lean, secret...))
	}
	return private, err
}

// readSessionKey brings the AES key of an envelope into this process.
func (s *session) readSessionKey(ctx context.Context, opener p11.ObjectHandle, public crypto.PublicKey, env token.Envelope) ([]byte, error) {
	if env.Format != token.EnvelopeECDH {
		return s.decrypt(ctx, transport(env.Format), opener, env.SessionKey)
	}
	ec, ok := public.(*ecdsa.PublicKey)
	if !ok {
		return nil, fmt.Errorf("envelope %q for a key of type %T: %w", env.Format, public, token.ErrUnsupported)
	}
	c, ok := curveOf(ec)
	if !ok {
		return nil, fmt.Errorf("envelope on the curve %s: %w", ec.Params().Name, token.ErrUnsupported)
	}
	secret, err := s.deriveECDH(ctx, opener, c, env.SessionKey)
	if err != nil {
		return nil, err
	}
	const aes256 = 32
	return secret[:aes256], nil
}

// privateParts are the attributes of a private key that are its secret, and
// those that belong to it (PKCS#11 2.40, 2.1.3 and 2.3.4).
func privateParts(key any) ([]*p11.Attribute, error) {
	switch k := key.(type) {
	case *rsa.PrivateKey:
		if len(k.Primes) != 2 {
			return nil, fmt.Errorf("RSA key of %d primes: %w", len(k.Primes), token.ErrUnsupported)
		}
		k.Precompute()
		return []*p11.Attribute{
			p11.NewAttribute(p11.CKA_MODULUS, k.N.Bytes()),
			p11.NewAttribute(p11.CKA_PUBLIC_EXPONENT, big.NewInt(int64(k.E)).Bytes()),
			p11.NewAttribute(p11.CKA_PRIVATE_EXPONENT, k.D.Bytes()),
			p11.NewAttribute(p11.CKA_PRIME_1, k.Primes[0].Bytes()),
			p11.NewAttribute(p11.CKA_PRIME_2, k.Primes[1].Bytes()),
			p11.NewAttribute(p11.CKA_EXPONENT_1, k.Precomputed.Dp.Bytes()),
			p11.NewAttribute(p11.CKA_EXPONENT_2, k.Precomputed.Dq.Bytes()),
			p11.NewAttribute(p11.CKA_COEFFICIENT, k.Precomputed.Qinv.Bytes()),
		}, nil
	case *ecdsa.PrivateKey:
		c, ok := curveOf(&k.PublicKey)
		if !ok {
			return nil, fmt.Errorf("key on the curve %s: %w", k.Params().Name, token.ErrUnsupported)
		}
		scalar, err := k.Bytes()
		if err != nil {
			return nil, err
		}
		return []*p11.Attribute{
			p11.NewAttribute(p11.CKA_EC_PARAMS, bytes.Clone(c.params)), // the caller wipes all of it
			p11.NewAttribute(p11.CKA_VALUE, scalar),
		}, nil
	default:
		return nil, fmt.Errorf("private key of type %T: %w", key, token.ErrUnsupported)
	}
}
