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
func (s *session) EnvelopeFormats(ctx context.Context, opener token.KeyRef) (formats token.EnvelopeFormats, err error) {
	err = s.do(ctx, func() error {
		key, found, err := s.findPrivate(ctx, opener)
		if err != nil {
			return err
		}
		if !found {
			return token.ErrKeyNotFound
		}
		for _, w := range wrappings {
			inside, inMemory, err := s.opens(ctx, w, key, opener.Public)
			switch {
			case err != nil:
				return err
			case inside:
				formats.Inside = append(formats.Inside, w.format)
			case inMemory:
				formats.InMemory = append(formats.InMemory, w.format)
			}
		}
		return nil
	})
	return formats, err
}

// opens tells how a key opens what is wrapped in that way, if it does.
func (s *session) opens(ctx context.Context, w wrapping, key object, public crypto.PublicKey) (inside, inMemory bool, err error) {
	if !w.fits(public) {
		return false, false, nil
	}
	able, err := s.can(ctx, w.mechanism)
	if err != nil || !able {
		return false, false, err
	}
	unwraps, err := s.can(ctx, p11.CKM_AES_KEY_WRAP_PAD)
	return unwraps && key.flag(w.unwraps, true), key.flag(w.decrypts, true), err
}

// wrapping is one way to bring the AES key into the token, or out of its
// envelope.
type wrapping struct {
	format    token.EnvelopeFormat
	mechanism uint
	// unwraps and decrypts are the attributes that let a private key do it for
	// the token and for this program.
	unwraps, decrypts uint
	fits              func(crypto.PublicKey) bool
}

// wrappings lists the formats, the best first: OAEP has a padding that shows
// whether it is right.
var wrappings = []wrapping{
	{token.EnvelopeOAEP, p11.CKM_RSA_PKCS_OAEP, p11.CKA_UNWRAP, p11.CKA_DECRYPT, isRSA},
	{token.EnvelopePKCS1, p11.CKM_RSA_PKCS, p11.CKA_UNWRAP, p11.CKA_DECRYPT, isRSA},
	{token.EnvelopeECDH, p11.CKM_ECDH1_DERIVE, p11.CKA_DERIVE, p11.CKA_DERIVE, isEC},
}

// wrappingOf finds the way of a format.
func wrappingOf(format token.EnvelopeFormat) (wrapping, error) {
	for _, w := range wrappings {
		if w.format == format {
			return w, nil
		}
	}
	return wrapping{}, fmt.Errorf("envelope format %q: %w", format, token.ErrUnsupported)
}

func isRSA(k crypto.PublicKey) bool { _, ok := k.(*rsa.PublicKey); return ok }

func isEC(k crypto.PublicKey) bool { _, ok := k.(*ecdsa.PublicKey); return ok }

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
		s.notePrivate(ref, private)
		if err := s.storePublic(ctx, publicHalf, ref, label); err != nil {
			return errors.Join(err, s.driver.module.destroy(ctx, s.handle, private.handle))
		}
		return nil
	})
}

// importPrivate brings the private key into the token.
func (s *session) importPrivate(ctx context.Context, opener token.KeyRef, env token.Envelope, ref token.KeyRef, label string) (object, error) {
	key, found, err := s.findPrivate(ctx, opener)
	if err != nil {
		return object{}, err
	}
	if !found {
		return object{}, token.ErrKeyNotFound
	}
	w, err := wrappingOf(env.Format)
	if err != nil {
		return object{}, err
	}
	inside, _, err := s.opens(ctx, w, key, opener.Public)
	if err != nil {
		return object{}, err
	}
	var handle p11.ObjectHandle
	if inside {
		handle, err = s.unwrapPrivate(ctx, key.handle, env, ref, label)
	} else {
		handle, err = s.loadPrivate(ctx, key.handle, opener.Public, env, ref, label)
	}
	if err != nil {
		return object{}, err
	}
	private, err := s.checkImported(ctx, handle, ref.Public)
	if err != nil {
		return object{}, errors.Join(err, s.driver.module.destroy(ctx, s.handle, handle))
	}
	return private, nil
}

// unwrapPrivate has the token open the envelope. The AES key is destroyed in
// every case; if that fails it goes with the session, in which it lives.
func (s *session) unwrapPrivate(ctx context.Context, opener p11.ObjectHandle, env token.Envelope, ref token.KeyRef, label string) (private p11.ObjectHandle, err error) {
	aes, err := s.openSessionKey(ctx, opener, env)
	if err != nil {
		return 0, err
	}
	defer func() { _ = s.driver.module.destroy(ctx, s.handle, aes) }()
	full, lean := privateTemplates(ref, label)
	mechanism := p11.NewMechanism(p11.CKM_AES_KEY_WRAP_PAD, nil)
	private, err = s.unwrap(ctx, mechanism, aes, env.Key, full)
	if templateRefused(err) {
		private, err = s.unwrap(ctx, mechanism, aes, env.Key, lean)
	}
	return private, err
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
	case token.EnvelopeOAEP, token.EnvelopePKCS1:
		return s.unwrap(ctx, transport(env.Format), opener, env.SessionKey, template)
	case token.EnvelopeECDH:
		const aes256 = 32
		return s.derive(ctx, opener, env.SessionKey, append(template, p11.NewAttribute(p11.CKA_VALUE_LEN, aes256)))
	default:
		return 0, fmt.Errorf("envelope format %q: %w", env.Format, token.ErrUnsupported)
	}
}

// transport is how an AES key is encrypted for an RSA key.
func transport(format token.EnvelopeFormat) *p11.Mechanism {
	if format == token.EnvelopeOAEP {
		return p11.NewMechanism(p11.CKM_RSA_PKCS_OAEP,
			p11.NewOAEPParams(p11.CKM_SHA_1, p11.CKG_MGF1_SHA1, p11.CKZ_DATA_SPECIFIED, nil))
	}
	return p11.NewMechanism(p11.CKM_RSA_PKCS, nil)
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

// checkImported reads a private key and makes sure that it is the one that was
// promised: a certificate beside the wrong key would lose what is encrypted
// for it.
func (s *session) checkImported(ctx context.Context, handle p11.ObjectHandle, public crypto.PublicKey) (object, error) {
	o, err := s.driver.module.read(ctx, s.handle, handle, privateSpecs)
	if err != nil {
		return object{}, err
	}
	ok := false
	switch k := public.(type) {
	case *rsa.PublicKey:
		ok = hasModulus(o, k)
	case *ecdsa.PublicKey:
		ok, err = s.proves(ctx, o, k)
	}
	if err == nil && !ok {
		err = token.ErrEnvelope
	}
	return o, err
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
	return s.store(ctx, ref.ID, full, lean)
}
