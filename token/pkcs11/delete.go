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
	return s.do(ctx, func() error {
		// Found first, since the public key may be what tells which it is.
		private, found, err := s.findPrivate(ctx, ref)
		if err != nil {
			return err
		}
		var doomed []p11.ObjectHandle
		certificates, err := s.certificates(ctx, ref.ID)
		if err != nil {
			return err
		}
		for _, c := range certificates {
			if samePublic(c.Public, ref.Public) {
				doomed = append(doomed, c.handle)
			}
		}
		public, err := s.publicKeys(ctx, ref.ID)
		if err != nil {
			return err
		}
		for _, o := range public {
			if samePublic(publicKey(o), ref.Public) {
				doomed = append(doomed, o.handle)
			}
		}
		if found {
			doomed = append(doomed, private.handle)
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
