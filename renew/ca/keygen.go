package ca

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"math/big"

	"ukey/renew/ca/internal/store"
	"ukey/renew/cms"
	"ukey/renew/est"
)

// generateKey makes an encryption key with its certificate for the holder of
// the signing key that the request is signed with, and wraps the private key
// for that signing key (RFC 7030, 4.4). The error is a *Refusal, or what
// failed within.
func (c *CA) generateKey(ctx context.Context, client store.Certificate, label string, csr []byte) (store.Enrolment, error) {
	var none store.Enrolment
	if label == "" {
		label = est.LabelCMS
	}
	holder := identityOfCertificate(client.X509)
	req, request, err := readEnrolment(est.OpServerKeyGen, label, csr, holder)
	if err != nil {
		return none, err
	}
	wrap, err := c.wrapping(label, req.PublicKey)
	if err != nil {
		return none, err
	}
	signing, err := c.signingCertificate(ctx, request.Key, holder)
	if err != nil {
		return none, err
	}
	if earlier, found, err := c.answered(ctx, request, holder); err != nil || found {
		return earlier, err
	}
	if err := c.checkPace(ctx, client); err != nil {
		return none, err
	}
	made, err := c.makeKey(ctx, signing, wrap)
	if err != nil {
		return none, err
	}
	contentType, body, err := est.WriteKeyGenAnswer(made.answer)
	if err != nil {
		return none, err
	}
	return c.grant(ctx, holder, made.answer.Certificates[0], Encrypt, store.Enrolment{
		Request:     request,
		Client:      client.X509.SerialNumber,
		ContentType: contentType,
		Body:        body,
		Escrow:      made.escrow,
	})
}

// signingCertificate finds the certificate in force that makes the key its
// holder's signing key.
func (c *CA) signingCertificate(ctx context.Context, key store.KeyHash, holder identity) (*x509.Certificate, error) {
	known, err := c.store.CertificatesOf(ctx, key)
	if err != nil {
		return nil, err
	}
	for _, cert := range known {
		if _, same := identityOfCertificate(cert.X509).covers(holder); same && c.checkStanding(cert) == nil {
			return cert.X509, nil
		}
	}
	return nil, refuse(CodeNoSigningCertificate, "the key that signs the request has no signature certificate in force: re-enrol it first")
}

// wrapFunc puts a private key, PKCS#8, into the answer so that the holder of a
// signing certificate's key alone can take it out.
type wrapFunc func(answer *est.KeyGenAnswer, pkcs8 []byte, signing *x509.Certificate) error

// wrapping chooses how to wrap for a key, by the request's label.
func (c *CA) wrapping(label string, recipient crypto.PublicKey) (wrapFunc, error) {
	if label == est.LabelCMS {
		if !isRSA(recipient) {
			return nil, refuse(CodeNoWrapping, "CMS is made for RSA keys only: use the label %q", est.LabelKWP)
		}
		return c.wrapInCMS, nil
	}
	format, ok := est.FormatFor(label, recipient)
	if !ok {
		return nil, refuse(CodeNoWrapping, "the label %q does not suit the kind of key", label)
	}
	return func(answer *est.KeyGenAnswer, pkcs8 []byte, _ *x509.Certificate) (err error) {
		answer.Envelope, err = est.Seal(format, recipient, pkcs8)
		return err
	}, nil
}

// wrapInCMS packs a key as RFC 7030, section 4.4.2, says. The server's own
// key, which the client has just met in TLS, vouches for it.
func (c *CA) wrapInCMS(answer *est.KeyGenAnswer, pkcs8 []byte, signing *x509.Certificate) error {
	server, err := c.openServerCertificate()
	if err != nil {
		return err
	}
	signer, ok := server.PrivateKey.(crypto.Signer)
	if !ok {
		return fmt.Errorf("the server's key, a %T, cannot sign", server.PrivateKey)
	}
	answer.CMS, err = cms.EnvelopeKey(pkcs8, signing, cms.KeySigner{
		Key: signer, Chain: []*x509.Certificate{server.Leaf, c.authority.issuing},
	})
	return err
}

// madeKey is a new encryption key with its certificate, in the two forms in
// which it leaves the memory.
type madeKey struct {
	answer est.KeyGenAnswer
	escrow []byte // nil if the CA keeps no keys
}

// makeKey makes a pair of the same kind and size as the signing key, since
// that is what the token is known to hold. The two certificates of a holder
// end together.
func (c *CA) makeKey(ctx context.Context, signing *x509.Certificate, wrap wrapFunc) (madeKey, error) {
	var made madeKey
	done, err := c.keys.enter(ctx)
	if err != nil {
		return made, err
	}
	defer done()

	key, wipe, err := generateLike(signing.PublicKey)
	if err != nil {
		return made, fmt.Errorf("make encryption key: %w", err)
	}
	defer wipe()
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return made, fmt.Errorf("encode encryption key: %w", err)
	}
	defer clear(pkcs8)
	if err := wrap(&made.answer, pkcs8, signing); err != nil {
		return made, fmt.Errorf("wrap encryption key: %w", err)
	}
	if made.escrow, err = c.sealForEscrow(pkcs8); err != nil {
		return made, err
	}
	cert, err := c.certify(identityOfCertificate(signing), key.Public(), Encrypt, Validity{NotAfter: signing.NotAfter})
	if err != nil {
		return made, err
	}
	made.answer.Certificates = []*x509.Certificate{cert}
	return made, nil
}

// generateLike makes a pair of the kind and size of another key. wipe clears
// the private numbers that can be reached; what crypto keeps inside for speed
// cannot.
func generateLike(public crypto.PublicKey) (key crypto.Signer, wipe func(), err error) {
	switch public := public.(type) {
	case *rsa.PublicKey:
		key, err := rsa.GenerateKey(rand.Reader, public.N.BitLen())
		if err != nil {
			return nil, nil, err
		}
		return key, func() { wipeRSA(key) }, nil
	case *ecdsa.PublicKey:
		key, err := ecdsa.GenerateKey(public.Curve, rand.Reader)
		if err != nil {
			return nil, nil, err
		}
		return key, func() { wipeInts(key.D) }, nil //nolint:staticcheck // deprecated for use as a number; here it is wiped
	default:
		return nil, nil, fmt.Errorf("cannot make a key like a %T", public)
	}
}

func wipeRSA(key *rsa.PrivateKey) {
	wipeInts(key.D)
	wipeInts(key.Primes...)
	wipeInts(key.Precomputed.Dp, key.Precomputed.Dq, key.Precomputed.Qinv)
}

func wipeInts(numbers ...*big.Int) {
	for _, n := range numbers {
		if n != nil {
			clear(n.Bits())
		}
	}
}
