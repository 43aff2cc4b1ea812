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
		return s.store(ctx, id, full, lean)
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

// Certificates implements token.Session. What the session has stored itself it
// need not look for, but the bytes are those that the token gives back.
func (s *session) Certificates(ctx context.Context, id token.KeyID) ([]token.Certificate, error) {
	var list []token.Certificate
	err := s.do(ctx, func() error {
		handles, err := s.certificateHandles(ctx, id)
		if err != nil {
			return err
		}
		for _, handle := range handles {
			o, err := s.driver.module.read(ctx, s.handle, handle, specs(p11.CKA_ID, p11.CKA_LABEL, p11.CKA_VALUE))
			if err != nil && code(err) != p11.CKR_OBJECT_HANDLE_INVALID {
				return err
			}
			if der := o.bytes(p11.CKA_VALUE); len(der) > 0 && o.id() == id {
				c := token.ParseCertificate(der)
				c.ID, c.Label = id, token.DecodeText(o.bytes(p11.CKA_LABEL))
				list = append(list, c)
			}
		}
		return nil
	})
	return list, err
}

func (s *session) certificateHandles(ctx context.Context, id token.KeyID) (handles []p11.ObjectHandle, err error) {
	known, ok := s.notes.all(p11.CKO_CERTIFICATE, id)
	if !ok {
		return s.driver.module.find(ctx, s.handle, byID(p11.CKO_CERTIFICATE, id)...)
	}
	for _, o := range known {
		handles = append(handles, o.handle)
	}
	return handles, nil
}

// storedCertificate is a certificate together with its object.
type storedCertificate struct {
	token.Certificate
	handle p11.ObjectHandle
}

// certificates reads the certificates under an ID.
func (s *session) certificates(ctx context.Context, id token.KeyID) ([]storedCertificate, error) {
	objects, err := s.search(ctx, p11.CKO_CERTIFICATE, id, specs(p11.CKA_VALUE))
	if err != nil {
		return nil, err
	}
	stored := make([]storedCertificate, 0, len(objects))
	for _, o := range objects {
		stored = append(stored, storedCertificate{token.ParseCertificate(o.bytes(p11.CKA_VALUE)), o.handle})
	}
	return stored, nil
}
