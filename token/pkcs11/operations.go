//go:build cgo

package pkcs11

import (
	"context"

	p11 "github.com/miekg/pkcs11"
)

// The operations of this file are made of an Init call and the call itself.
// Between the two the context is not looked at: an operation that was begun
// and left would stand in the way of the next one. The caller holds the lock.

func (s *session) sign(ctx context.Context, mechanism *p11.Mechanism, key p11.ObjectHandle, message []byte) (signature []byte, err error) {
	m := s.driver.module
	err = m.call(ctx, "C_SignInit", func() error {
		return m.binding.SignInit(s.handle, []*p11.Mechanism{mechanism}, key)
	})
	if err != nil {
		return nil, err
	}
	err = m.call(context.WithoutCancel(ctx), "C_Sign", func() (err error) {
		signature, err = m.binding.Sign(s.handle, message)
		return err
	})
	return signature, err
}

func (s *session) decrypt(ctx context.Context, mechanism *p11.Mechanism, key p11.ObjectHandle, ciphertext []byte) (plain []byte, err error) {
	m := s.driver.module
	err = m.call(ctx, "C_DecryptInit", func() error {
		return m.binding.DecryptInit(s.handle, []*p11.Mechanism{mechanism}, key)
	})
	if err != nil {
		return nil, err
	}
	err = m.call(context.WithoutCancel(ctx), "C_Decrypt", func() (err error) {
		plain, err = m.binding.Decrypt(s.handle, ciphertext)
		return err
	})
	return plain, err
}

// derive agrees on a key by ECDH without a derivation function, so that the
// new key is the x coordinate itself.
func (s *session) derive(ctx context.Context, key p11.ObjectHandle, point []byte, template []*p11.Attribute) (o p11.ObjectHandle, err error) {
	m := s.driver.module
	err = m.call(ctx, "C_DeriveKey", func() (err error) {
		mechanism := p11.NewMechanism(p11.CKM_ECDH1_DERIVE, p11.NewECDH1DeriveParams(p11.CKD_NULL, nil, point))
		o, err = m.binding.DeriveKey(s.handle, []*p11.Mechanism{mechanism}, key, template)
		return err
	})
	return o, err
}

func (s *session) unwrap(ctx context.Context, mechanism *p11.Mechanism, key p11.ObjectHandle, wrapped []byte, template []*p11.Attribute) (o p11.ObjectHandle, err error) {
	m := s.driver.module
	err = m.call(ctx, "C_UnwrapKey", func() (err error) {
		o, err = m.binding.UnwrapKey(s.handle, []*p11.Mechanism{mechanism}, key, wrapped, template)
		return err
	})
	return o, err
}

func (s *session) create(ctx context.Context, template []*p11.Attribute) (o p11.ObjectHandle, err error) {
	m := s.driver.module
	err = m.call(ctx, "C_CreateObject", func() (err error) {
		o, err = m.binding.CreateObject(s.handle, template)
		return err
	})
	return o, err
}
