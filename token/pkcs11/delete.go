//go:build cgo

package pkcs11

import (
	"context"

	p11 "github.com/miekg/pkcs11"

	"ukey/token"
)

// Delete implements token.Session. The private key goes last: as long as it is
// there, an interrupted deletion can be taken up again.
func (s *session) Delete(ctx context.Context, ref token.KeyRef) error {
	list := s.pairObjects
	if ref.Public == nil {
		list = s.allObjects
	}
	return s.do(ctx, func() error {
		s.notes = notes{} // what is to go is looked for afresh
		doomed, err := list(ctx, ref)
		if err != nil {
			return err
		}
		for _, handle := range doomed {
			if err := ctx.Err(); err != nil {
				return err
			}
			err := s.driver.module.destroy(ctx, s.handle, handle)
			if err != nil && code(err) != p11.CKR_OBJECT_HANDLE_INVALID {
				return err
			}
		}
		return nil
	})
}

// pairObjects lists what belongs to a pair, the private key last.
func (s *session) pairObjects(ctx context.Context, ref token.KeyRef) ([]p11.ObjectHandle, error) {
	// Found first, since the public key may be what tells which it is.
	private, found, err := s.findPrivate(ctx, ref)
	if err != nil {
		return nil, err
	}
	var handles []p11.ObjectHandle
	certificates, err := s.certificates(ctx, ref.ID)
	if err != nil {
		return nil, err
	}
	for _, c := range certificates {
		if samePublic(c.Public, ref.Public) {
			handles = append(handles, c.handle)
		}
	}
	public, err := s.publicKeys(ctx, ref.ID)
	if err != nil {
		return nil, err
	}
	for _, o := range public {
		if samePublic(publicKey(o), ref.Public) {
			handles = append(handles, o.handle)
		}
	}
	if found {
		handles = append(handles, private.handle)
	}
	return handles, nil
}

// allObjects lists everything under an ID, private keys last. What the library
// finds is looked at once more: a few take no notice of a template.
func (s *session) allObjects(ctx context.Context, ref token.KeyRef) (handles []p11.ObjectHandle, err error) {
	m := s.driver.module
	objects, err := m.readAll(ctx, s.handle, specs(p11.CKA_ID, p11.CKA_CLASS), p11.NewAttribute(p11.CKA_ID, []byte(ref.ID)))
	if err != nil {
		return nil, err
	}
	var private []p11.ObjectHandle
	for _, o := range objects {
		switch {
		case ref.ID == "" || o.id() != ref.ID:
		case o.is(p11.CKA_CLASS, p11.CKO_PRIVATE_KEY):
			private = append(private, o.handle)
		default:
			handles = append(handles, o.handle)
		}
	}
	return append(handles, private...), nil
}
