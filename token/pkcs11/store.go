//go:build cgo

package pkcs11

import (
	"bytes"
	"context"
	"fmt"

	p11 "github.com/miekg/pkcs11"
	"golang.org/x/crypto/cryptobyte"

	"ukey/token"
)

// StoreCertificate implements token.Session.
func (s *session) StoreCertificate(ctx context.Context, id token.KeyID, label string, der []byte) error {
	c := token.ParseCertificate(der)
	if c.Serial == nil {
		return fmt.Errorf("store certificate: %w", c.Err)
	}
	var serial cryptobyte.Builder
	serial.AddASN1BigInt(c.Serial)
	lean := []*p11.Attribute{
		p11.NewAttribute(p11.CKA_CLASS, p11.CKO_CERTIFICATE),
		p11.NewAttribute(p11.CKA_CERTIFICATE_TYPE, p11.CKC_X_509),
		p11.NewAttribute(p11.CKA_TOKEN, true),
		p11.NewAttribute(p11.CKA_ID, []byte(id)),
		p11.NewAttribute(p11.CKA_SUBJECT, c.Subject.Raw),
		p11.NewAttribute(p11.CKA_VALUE, c.DER),
	}
	full := append(join(lean),
		p11.NewAttribute(p11.CKA_PRIVATE, false),
		p11.NewAttribute(p11.CKA_LABEL, label),
		p11.NewAttribute(p11.CKA_ISSUER, c.Issuer.Raw),
		p11.NewAttribute(p11.CKA_SERIAL_NUMBER, serial.BytesOrPanic()),
	)
	return s.do(ctx, func() error {
		stored, err := s.certificates(ctx, id)
		if err != nil {
			return err
		}
		for _, o := range stored {
			if bytes.Equal(o.DER, c.DER) {
				return nil
			}
		}
		if err := s.removeHalfMade(ctx, stored); err != nil {
			return err
		}
		_, err = s.create(ctx, full)
		if templateRefused(err) {
			_, err = s.create(ctx, lean)
		}
		return err
	})
}

// removeHalfMade removes what a process has left that died while it stored a
// certificate: an object without a value, and without a URL in place of it
// (PKCS#11 2.40, 4.6.3).
func (s *session) removeHalfMade(ctx context.Context, stored []storedCertificate) error {
	m := s.driver.module
	for _, o := range stored {
		if len(o.DER) > 0 {
			continue
		}
		elsewhere, err := m.read(ctx, s.handle, o.handle, specs(p11.CKA_URL))
		if err == nil && len(elsewhere.bytes(p11.CKA_URL)) == 0 {
			err = m.destroy(ctx, s.handle, o.handle)
		}
		if err != nil && code(err) != p11.CKR_OBJECT_HANDLE_INVALID {
			return err
		}
	}
	return nil
}

// storedCertificate is a certificate together with its object.
type storedCertificate struct {
	token.Certificate
	handle p11.ObjectHandle
}

// certificates reads the certificates under an ID.
func (s *session) certificates(ctx context.Context, id token.KeyID) ([]storedCertificate, error) {
	objects, err := s.driver.module.readAll(ctx, s.handle, specs(p11.CKA_VALUE), byID(p11.CKO_CERTIFICATE, id)...)
	if err != nil {
		return nil, err
	}
	stored := make([]storedCertificate, 0, len(objects))
	for _, o := range objects {
		stored = append(stored, storedCertificate{token.ParseCertificate(o.bytes(p11.CKA_VALUE)), o.handle})
	}
	return stored, nil
}
