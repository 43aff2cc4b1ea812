//go:build cgo

package pkcs11

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"errors"
	"fmt"

	p11 "github.com/miekg/pkcs11"

	"ukey/token"
)

// EnvelopeFormats implements token.Importer.
func (s *session) EnvelopeFormats(ctx context.Context, opener token.KeyRef) ([]token.EnvelopeFormat, error) {
	var formats []token.EnvelopeFormat
	err := s.do(ctx, func() error {
		key, found, err := s.findPrivate(ctx, opener)
		if err != nil {
			return err
		}
		if !found {
			return token.ErrKeyNotFound
		}
		for _, w := range wrappings {
			if !w.fits(opener.Public) || !key.flag(w.permission, true) {
				continue
			}
			able, err := s.canAll(ctx, w.mechanism, p11.CKM_AES_KEY_WRAP_PAD)
			if err != nil {
				return err
			}
			if able {
				formats = append(formats, w.format)
			}
		}
		return nil
	})
	return formats, err
}

// wrapping is one way to bring the AES key into the token.
type wrapping struct {
	format     token.EnvelopeFormat
	mechanism  uint
	permission uint // the attribute that lets a private key do it
	fits       func(crypto.PublicKey) bool
}

// wrappings lists the formats, the best first: OAEP has a padding that shows
// whether it is right.
var wrappings = []wrapping{
	{token.EnvelopeOAEP, p11.CKM_RSA_PKCS_OAEP, p11.CKA_UNWRAP, isRSA},
	{token.EnvelopePKCS1, p11.CKM_RSA_PKCS, p11.CKA_UNWRAP, isRSA},
	{token.EnvelopeECDH, p11.CKM_ECDH1_DERIVE, p11.CKA_DERIVE, isEC},
}

func isRSA(k crypto.PublicKey) bool { _, ok := k.(*rsa.PublicKey); return ok }

func isEC(k crypto.PublicKey) bool { _, ok := k.(*ecdsa.PublicKey); return ok }

func (s *session) canAll(ctx context.Context, mechanisms ...uint) (bool, error) {
	for _, m := range mechanisms {
		if able, err := s.can(ctx, m); err != nil || !able {
			return false, err
		}
	}
	return true, nil
}

// ImportKey implements token.Importer.
func (s *session) ImportKey(ctx context.Context, opener token.KeyRef, env token.Envelope, ref token.KeyRef, label string) error {
	publicHalf, ok := publicTemplate(ref.Public)
	if !ok {
		return fmt.Errorf("import key of type %T: %w", ref.Public, token.ErrUnsupported)
	}
	return s.do(ctx, func() error {
		_, there, err := s.findPrivate(ctx, ref)
		if err != nil {
			return err
		}
		if there {
			return s.storePublic(ctx, publicHalf, ref, label)
		}
		private, err := s.importPrivate(ctx, opener, env, ref, label)
		if err != nil {
			return err
		}
		if err := s.storePublic(ctx, publicHalf, ref, label); err != nil {
			return errors.Join(err, s.driver.module.destroy(ctx, s.handle, private))
		}
		return nil
	})
}

// importPrivate brings the private key into the token. The AES key is destroyed
// in every case; if that fails it goes with the session, in which it lives.
func (s *session) importPrivate(ctx context.Context, opener token.KeyRef, env token.Envelope, ref token.KeyRef, label string) (private p11.ObjectHandle, err error) {
	m := s.driver.module
	key, found, err := s.findPrivate(ctx, opener)
	if err != nil {
		return 0, err
	}
	if !found {
		return 0, token.ErrKeyNotFound
	}
	aes, err := s.openSessionKey(ctx, key.handle, env)
	if err != nil {
		return 0, err
	}
	defer func() { _ = m.destroy(ctx, s.handle, aes) }()

	full, lean := privateTemplates(ref, label)
	mechanism := p11.NewMechanism(p11.CKM_AES_KEY_WRAP_PAD, nil)
	private, err = s.unwrap(ctx, mechanism, aes, env.Key, full)
	if templateRefused(err) {
		private, err = s.unwrap(ctx, mechanism, aes, env.Key, lean)
	}
	if err != nil {
		return 0, err
	}
	if err := s.checkImported(ctx, private, ref.Public); err != nil {
		return 0, errors.Join(err, m.destroy(ctx, s.handle, private))
	}
	return private, nil
}

// openSessionKey opens the first layer of an envelope: the AES key, as an
// object that never leaves the token.
func (s *session) openSessionKey(ctx context.Context, opener p11.ObjectHandle, env token.Envelope) (p11.ObjectHandle, error) {
	template := []*p11.Attribute{
		p11.NewAttribute(p11.CKA_CLASS, p11.CKO_SECRET_KEY),
		p11.NewAttribute(p11.CKA_KEY_TYPE, p11.CKK_AES),
		p11.NewAttribute(p11.CKA_TOKEN, false),
		p11.NewAttribute(p11.CKA_SENSITIVE, true),
		p11.NewAttribute(p11.CKA_EXTRACTABLE, false),
		p11.NewAttribute(p11.CKA_UNWRAP, true),
	}
	switch env.Format {
	case token.EnvelopeOAEP:
		oaep := p11.NewOAEPParams(p11.CKM_SHA_1, p11.CKG_MGF1_SHA1, p11.CKZ_DATA_SPECIFIED, nil)
		return s.unwrap(ctx, p11.NewMechanism(p11.CKM_RSA_PKCS_OAEP, oaep), opener, env.SessionKey, template)
	case token.EnvelopePKCS1:
		return s.unwrap(ctx, p11.NewMechanism(p11.CKM_RSA_PKCS, nil), opener, env.SessionKey, template)
	case token.EnvelopeECDH:
		const aes256 = 32
		return s.derive(ctx, opener, env.SessionKey, append(template, p11.NewAttribute(p11.CKA_VALUE_LEN, aes256)))
	default:
		return 0, fmt.Errorf("envelope format %q: %w", env.Format, token.ErrUnsupported)
	}
}

// privateTemplates are the attributes of an imported private key: for opening
// things, not for signing. The lean ones leave out what a token may want to
// decide itself.
func privateTemplates(ref token.KeyRef, label string) (full, lean []*p11.Attribute) {
	kind, use := uint(p11.CKK_EC), []*p11.Attribute{p11.NewAttribute(p11.CKA_DERIVE, true)}
	if isRSA(ref.Public) {
		kind = p11.CKK_RSA
		use = []*p11.Attribute{p11.NewAttribute(p11.CKA_DECRYPT, true), p11.NewAttribute(p11.CKA_UNWRAP, true)}
	}
	lean = []*p11.Attribute{
		p11.NewAttribute(p11.CKA_CLASS, p11.CKO_PRIVATE_KEY),
		p11.NewAttribute(p11.CKA_KEY_TYPE, kind),
		p11.NewAttribute(p11.CKA_TOKEN, true),
		p11.NewAttribute(p11.CKA_PRIVATE, true),
		p11.NewAttribute(p11.CKA_SENSITIVE, true),
		p11.NewAttribute(p11.CKA_EXTRACTABLE, false),
		p11.NewAttribute(p11.CKA_ID, []byte(ref.ID)),
		p11.NewAttribute(p11.CKA_LABEL, label),
	}
	return append(join(lean, use), p11.NewAttribute(p11.CKA_SIGN, false)), lean
}

// checkImported makes sure that a private key is the one that was promised: a
// certificate beside the wrong key would lose what is encrypted for it.
func (s *session) checkImported(ctx context.Context, handle p11.ObjectHandle, public crypto.PublicKey) error {
	o, err := s.driver.module.read(ctx, s.handle, handle, privateSpecs)
	if err != nil {
		return err
	}
	ok := false
	switch k := public.(type) {
	case *rsa.PublicKey:
		ok = hasModulus(o, k)
	case *ecdsa.PublicKey:
		ok, err = s.proves(ctx, o, k)
	}
	if err == nil && !ok {
		return token.ErrEnvelope
	}
	return err
}

// storePublic stores a public key unless it is there.
func (s *session) storePublic(ctx context.Context, half []*p11.Attribute, ref token.KeyRef, label string) error {
	there, err := s.publicKeys(ctx, ref.ID)
	if err != nil {
		return err
	}
	for _, o := range there {
		if samePublic(publicKey(o), ref.Public) {
			return nil
		}
	}
	lean := append(join(half),
		p11.NewAttribute(p11.CKA_CLASS, p11.CKO_PUBLIC_KEY),
		p11.NewAttribute(p11.CKA_TOKEN, true),
		p11.NewAttribute(p11.CKA_ID, []byte(ref.ID)),
		p11.NewAttribute(p11.CKA_LABEL, label),
	)
	full := append(join(lean), p11.NewAttribute(p11.CKA_PRIVATE, false))
	if isRSA(ref.Public) {
		full = append(full, p11.NewAttribute(p11.CKA_ENCRYPT, true), p11.NewAttribute(p11.CKA_WRAP, true))
	}
	_, err = s.create(ctx, full)
	if templateRefused(err) {
		_, err = s.create(ctx, lean)
	}
	return err
}
