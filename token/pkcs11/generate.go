//go:build cgo

package pkcs11

import (
	"context"
	"crypto"
	"errors"
	"fmt"

	p11 "github.com/miekg/pkcs11"

	"ukey/token"
)

// GenerateKey implements token.Session. The public key is read back from the
// token: what lies there is what a certificate will be about.
func (s *session) GenerateKey(ctx context.Context, spec token.KeySpec) (crypto.PublicKey, error) {
	plan, err := planFor(spec)
	if err != nil {
		return nil, err
	}
	var public crypto.PublicKey
	err = s.do(ctx, func() error {
		pub, priv, err := s.generate(ctx, plan.mechanism, plan.public, plan.private)
		if templateRefused(err) {
			pub, priv, err = s.generate(ctx, plan.mechanism, plan.leanPublic, plan.leanPrivate)
		}
		if err != nil {
			return err
		}
		// From here on there is something to clean up, whatever the context.
		var private object
		public, private, err = s.readPair(context.WithoutCancel(ctx), pub, priv)
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			public = nil
			m := s.driver.module
			return errors.Join(err, m.destroy(ctx, s.handle, priv), m.destroy(ctx, s.handle, pub))
		}
		s.notePrivate(token.KeyRef{ID: spec.ID, Public: public}, private)
		s.notes.put(spec.ID, publicObject(spec.ID, pub, public))
		return nil
	})
	return public, err
}

// readPair reads a new pair back. An RSA private key tells its public half as
// well, which then need not be asked.
func (s *session) readPair(ctx context.Context, pub, priv p11.ObjectHandle) (public crypto.PublicKey, private object, err error) {
	m := s.driver.module
	private, err = m.read(ctx, s.handle, priv, privateSpecs)
	if err != nil {
		return nil, object{}, err
	}
	if public = publicKey(private); public != nil {
		return public, private, nil
	}
	half, err := m.read(ctx, s.handle, pub, specs(keyParts...))
	if err != nil {
		return nil, object{}, err
	}
	if public = publicKey(half); public == nil {
		return nil, object{}, fmt.Errorf("%w: new public key cannot be read", token.ErrDriver)
	}
	return public, private, nil
}

func (s *session) generate(ctx context.Context, mechanism uint, public, private []*p11.Attribute) (pub, priv p11.ObjectHandle, err error) {
	m := s.driver.module
	err = m.call(ctx, "C_GenerateKeyPair", func() (err error) {
		pub, priv, err = m.binding.GenerateKeyPair(s.handle, []*p11.Mechanism{p11.NewMechanism(mechanism, nil)}, public, private)
		return err
	})
	return pub, priv, err
}

// pairPlan is what a token is asked for. The lean templates leave out what
// some tokens refuse to be told: they decide it themselves.
type pairPlan struct {
	mechanism               uint
	public, private         []*p11.Attribute
	leanPublic, leanPrivate []*p11.Attribute
}

func planFor(spec token.KeySpec) (pairPlan, error) {
	var plan pairPlan
	var kind, use []*p11.Attribute // of the public and of the private half
	switch bits := map[token.Algorithm]int{token.RSA2048: 2048, token.RSA3072: 3072, token.RSA4096: 4096}[spec.Algorithm]; {
	case bits > 0:
		plan.mechanism = p11.CKM_RSA_PKCS_KEY_PAIR_GEN
		kind = []*p11.Attribute{
			p11.NewAttribute(p11.CKA_MODULUS_BITS, bits),
			p11.NewAttribute(p11.CKA_PUBLIC_EXPONENT, []byte{1, 0, 1}),
		}
		use = []*p11.Attribute{p11.NewAttribute(p11.CKA_DECRYPT, true), p11.NewAttribute(p11.CKA_UNWRAP, true)}
	case spec.Algorithm == token.P256 || spec.Algorithm == token.P384:
		plan.mechanism = p11.CKM_EC_KEY_PAIR_GEN
		for _, c := range curves {
			if c.curve.Params().Name == string(spec.Algorithm) {
				kind = []*p11.Attribute{p11.NewAttribute(p11.CKA_EC_PARAMS, c.params)}
			}
		}
		use = []*p11.Attribute{p11.NewAttribute(p11.CKA_DERIVE, true)}
	default:
		return pairPlan{}, fmt.Errorf("algorithm %s: %w", spec.Algorithm, token.ErrUnsupported)
	}

	common := []*p11.Attribute{
		p11.NewAttribute(p11.CKA_TOKEN, true),
		p11.NewAttribute(p11.CKA_ID, []byte(spec.ID)),
		p11.NewAttribute(p11.CKA_LABEL, spec.Label),
	}
	secret := []*p11.Attribute{
		p11.NewAttribute(p11.CKA_PRIVATE, true),
		p11.NewAttribute(p11.CKA_SENSITIVE, true),
		p11.NewAttribute(p11.CKA_EXTRACTABLE, false),
	}
	sign := p11.NewAttribute(p11.CKA_SIGN, true)

	plan.leanPublic = join(common, kind)
	plan.leanPrivate = join(common, secret)
	plan.public = append(join(plan.leanPublic), p11.NewAttribute(p11.CKA_PRIVATE, false), p11.NewAttribute(p11.CKA_VERIFY, true))
	plan.private = append(join(plan.leanPrivate, use), sign)
	return plan, nil
}

// join makes one new template of several.
func join(templates ...[]*p11.Attribute) []*p11.Attribute {
	var all []*p11.Attribute
	for _, t := range templates {
		all = append(all, t...)
	}
	return all
}
