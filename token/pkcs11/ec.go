//go:build cgo

package pkcs11

import (
	"context"
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"io"
	"math/big"

	p11 "github.com/miekg/pkcs11"
	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"ukey/token"
)

var (
	_ crypto.Signer     = (*ecKey)(nil)
	_ ecdh.KeyExchanger = (*ecKey)(nil)
)

// ecKey is an EC private key on a token. It is safe for concurrent use.
type ecKey struct {
	session *session
	handle  p11.ObjectHandle
	public  *ecdsa.PublicKey
	point   *ecdh.PublicKey
	curve   curve
}

// Public implements crypto.Signer.
func (k *ecKey) Public() crypto.PublicKey { return k.public }

// PublicKey implements ecdh.KeyExchanger.
func (k *ecKey) PublicKey() *ecdh.PublicKey { return k.point }

// Curve implements ecdh.KeyExchanger.
func (k *ecKey) Curve() ecdh.Curve { return k.curve.ecdh }

// Sign implements crypto.Signer: an ECDSA signature in DER (RFC 3279, 2.2.3).
func (k *ecKey) Sign(_ io.Reader, hashed []byte, opts crypto.SignerOpts) ([]byte, error) {
	if hash := opts.HashFunc(); hash != 0 && len(hashed) != hash.Size() {
		return nil, fmt.Errorf("digest of %d bytes is no %v", len(hashed), hash)
	}
	ctx := context.Background()
	var signature []byte
	err := k.session.do(ctx, func() (err error) {
		signature, err = k.session.signECDSA(ctx, k.handle, k.curve, hashed)
		return err
	})
	return signature, err
}

// ECDH implements ecdh.KeyExchanger. The shared secret is the x coordinate.
func (k *ecKey) ECDH(remote *ecdh.PublicKey) ([]byte, error) {
	if remote.Curve() != k.curve.ecdh {
		return nil, errors.New("public key is on another curve")
	}
	ctx := context.Background()
	var secret []byte
	err := k.session.do(ctx, func() (err error) {
		secret, err = k.session.deriveECDH(ctx, k.handle, k.curve, remote.Bytes())
		return err
	})
	return secret, err
}

// signECDSA signs a digest; the caller holds the lock.
func (s *session) signECDSA(ctx context.Context, key p11.ObjectHandle, c curve, hashed []byte) ([]byte, error) {
	// A digest longer than the curve's order counts by its leftmost bits
	// (FIPS 186-5, 6.4.1). Not every token cuts it itself.
	if len(hashed) > c.size() {
		hashed = hashed[:c.size()]
	}
	raw, err := s.sign(ctx, p11.NewMechanism(p11.CKM_ECDSA, nil), key, hashed)
	if err != nil {
		return nil, err
	}
	if len(raw) == 0 || len(raw)%2 != 0 {
		return nil, fmt.Errorf("%w: ECDSA signature of %d bytes", token.ErrDriver, len(raw))
	}
	r := new(big.Int).SetBytes(raw[:len(raw)/2])
	v := new(big.Int).SetBytes(raw[len(raw)/2:])
	var b cryptobyte.Builder
	b.AddASN1(cbasn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1BigInt(r)
		b.AddASN1BigInt(v)
	})
	return b.Bytes()
}

// deriveECDH derives a shared secret and reads it; the caller holds the lock.
// The secret is made as an extractable session object, since that is the only
// way to it, and destroyed at once.
func (s *session) deriveECDH(ctx context.Context, key p11.ObjectHandle, c curve, point []byte) (secret []byte, err error) {
	o, err := s.derive(ctx, key, point, []*p11.Attribute{
		p11.NewAttribute(p11.CKA_CLASS, p11.CKO_SECRET_KEY),
		p11.NewAttribute(p11.CKA_KEY_TYPE, p11.CKK_GENERIC_SECRET),
		p11.NewAttribute(p11.CKA_TOKEN, false),
		p11.NewAttribute(p11.CKA_SENSITIVE, false),
		p11.NewAttribute(p11.CKA_EXTRACTABLE, true),
		p11.NewAttribute(p11.CKA_VALUE_LEN, c.size()),
	})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.driver.module.destroy(ctx, s.handle, o)) }()
	read, err := s.driver.module.read(ctx, s.handle, o, []attributeSpec{{p11.CKA_VALUE, roomShort}})
	if err != nil {
		return nil, err
	}
	value := read.bytes(p11.CKA_VALUE)
	if len(value) == 0 || len(value) > c.size() {
		return nil, fmt.Errorf("%w: shared secret of %d bytes", token.ErrDriver, len(value))
	}
	// Some tokens drop leading zeros.
	return append(make([]byte, c.size()-len(value)), value...), nil
}
