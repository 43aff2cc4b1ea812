package cms

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"fmt"

	"go.mozilla.org/pkcs7"
)

// Sign signs content with SHA-256 and returns the SignedData in DER, with
// cert inside. If detached is set the content stays outside. The signer may be
// a key on a token: it is asked for one signature over a digest, RSA with
// PKCS#1 v1.5 padding or ECDSA. Its public key must be cert's.
func Sign(content []byte, cert *x509.Certificate, signer crypto.Signer, detached bool) ([]byte, error) {
	algorithm, err := signatureAlgorithm(cert, signer.Public())
	if err != nil {
		return nil, err
	}
	sd, err := pkcs7.NewSignedData(content)
	if err != nil {
		return nil, fmt.Errorf("cms: %w", err)
	}
	// The library's own choices are SHA-1, and an algorithm that it can name
	// only for keys in memory.
	sd.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	sd.SetEncryptionAlgorithm(algorithm)
	if err := sd.SignWithoutAttr(cert, signer, pkcs7.SignerInfoConfig{}); err != nil {
		return nil, fmt.Errorf("cms: sign: %w", err)
	}
	if detached {
		sd.Detach()
	}
	der, err := sd.Finish()
	if err != nil {
		return nil, fmt.Errorf("cms: %w", err)
	}
	return der, nil
}

// signatureAlgorithm names the algorithm by the kind of public key, which a
// token's signer shows, unlike its own type.
func signatureAlgorithm(cert *x509.Certificate, pub crypto.PublicKey) (asn1.ObjectIdentifier, error) {
	key, ok := cert.PublicKey.(interface{ Equal(crypto.PublicKey) bool })
	if !ok || !key.Equal(pub) {
		return nil, fmt.Errorf("%w: the signer is not the certificate's key", ErrUnsupported)
	}
	switch pub.(type) {
	case *rsa.PublicKey:
		return pkcs7.OIDEncryptionAlgorithmRSA, nil
	case *ecdsa.PublicKey:
		return pkcs7.OIDDigestAlgorithmECDSASHA256, nil
	default:
		return nil, fmt.Errorf("%w: cannot sign with %T", ErrUnsupported, pub)
	}
}

// Signed is a message whose signature fits.
type Signed struct {
	Content []byte
	// Signer is the certificate whose key made the signature. That it may be
	// trusted, and when, is for the caller to find out.
	Signer *x509.Certificate
	// Certificates are all that came with the message, the signer's too.
	Certificates []*x509.Certificate
}

// Verify checks the signature of a SignedData with exactly one signer, whose
// certificate must be inside. For a detached signature the content is given;
// for one that has its content inside, detached is nil.
//
// A message with signed attributes verifies too, unless it has a signing time
// outside the certificate's validity. Since such attributes can be passed off
// as the content of a message without them (RFC 5652, 11), the content must
// be of a kind that cannot begin like an ASN.1 SET; JSON is.
//
// Errors are ErrTooLarge, ErrMalformed, ErrUnsupported for digests older than
// SHA-256, and ErrSignature.
func Verify(ber, detached []byte) (*Signed, error) {
	p7, err := parse(ber)
	if err != nil {
		return nil, err
	}
	if n := len(p7.Signers); n != 1 {
		return nil, fmt.Errorf("%w: %d signers", ErrMalformed, n)
	}
	switch digest := p7.Signers[0].DigestAlgorithm.Algorithm; {
	case digest.Equal(pkcs7.OIDDigestAlgorithmSHA256),
		digest.Equal(pkcs7.OIDDigestAlgorithmSHA384),
		digest.Equal(pkcs7.OIDDigestAlgorithmSHA512):
	default:
		return nil, fmt.Errorf("%w: digest %v", ErrUnsupported, digest)
	}
	if detached != nil {
		if len(p7.Content) > 0 {
			return nil, fmt.Errorf("%w: a detached signature with content", ErrMalformed)
		}
		p7.Content = detached
	}
	signer := p7.GetOnlySigner()
	if signer == nil {
		return nil, fmt.Errorf("%w: the signer's certificate is missing", ErrMalformed)
	}
	if err := p7.Verify(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSignature, err)
	}
	return &Signed{Content: p7.Content, Signer: signer, Certificates: p7.Certificates}, nil
}
