//go:build cgo

package pkcs11

import (
	"context"

	p11 "github.com/miekg/pkcs11"
)

// The operations of this file are made of an Init call and the call itself.
// Between the two the context is not looked at: an operation that was begun
// and left would stand in the way of the next one. The caller holds the lock.

func (s *session) sign(ctx context.Context, mechanism *p11.Mechanism, key p11.ObjectHandle, message []byte) ([]byte, error) {
	m := s.driver.module
	err := m.call(ctx, "C_SignInit", func() error {
		return m.binding.SignInit(s.handle, []*p11.Mechanism{mechanism}, key)
	})
	if err != nil {
		return nil, err
	}
	return output(context.WithoutCancel(ctx), m, "C_Sign",
		func(n *native) ([]byte, error) { return n.sign(s.handle, message) },
		func() ([]byte, error) { return m.binding.Sign(s.handle, message) })
}

func (s *session) decrypt(ctx context.Context, mechanism *p11.Mechanism, key p11.ObjectHandle, ciphertext []byte) ([]byte, error) {
	m := s.driver.module
	err := m.call(ctx, "C_DecryptInit", func() error {
		return m.binding.DecryptInit(s.handle, []*p11.Mechanism{mechanism}, key)
	})
	if err != nil {
		return nil, err
	}
	return output(context.WithoutCancel(ctx), m, "C_Decrypt",
		func(n *native) ([]byte, error) { return n.decrypt(s.handle, ciphertext) },
		func() ([]byte, error) { return m.binding.Decrypt(s.handle, ciphertext) })
}

// output makes a call that writes something, into room that is usually enough:
// so it is one call, where the binding makes two. Too little room leaves the
// operation as it was (PKCS#11 2.40, 5.2), and the binding asks how much it is.
func output[T any](ctx context.Context, m *module, name string, shim func(*native) (T, error), binding func() (T, error)) (out T, err error) {
	measured := func() (err error) {
		out, err = binding()
		return err
	}
	err = m.shimmed(ctx, name, func(n *native) (err error) {
		out, err = shim(n)
		return err
	}, measured)
	if code(err) == p11.CKR_BUFFER_TOO_SMALL {
		err = m.call(ctx, name, measured)
	}
	return out, err
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
