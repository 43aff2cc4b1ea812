package est

import (
	"context"
	"crypto"
	"crypto/x509"

	"ukey/renew/cms"
	"ukey/token"
)

// Recipient is who a CA packs a new encryption key for: the key that signed
// the CSR, with its certificate. It may be on a token.
type Recipient struct {
	Key         crypto.Decrypter
	Certificate *x509.Certificate
}

// ServerKeyGenInMemory is ServerKeyGen for a CA that packs keys as RFC 7030,
// section 4.4.2, says, which no token opens: the key is opened in this
// computer's memory and sealed in the given format at once, for the token to
// take it in as if the CA had done so. Since the plain key was in memory for
// that moment, the person is to be told.
//
// The key must be that of one of the certificates. A signature of the CA
// around it must chain to Config.Roots; that there is none is no error, since
// the key came over TLS.
func (c *Client) ServerKeyGenInMemory(ctx context.Context, csr []byte, to Recipient, format token.EnvelopeFormat) (token.Envelope, []*x509.Certificate, error) {
	ans, err := c.exchange(ctx, enrolling(OpServerKeyGen, c.label, csr))
	if err != nil {
		return token.Envelope{}, nil, err
	}
	parsed, err := ParseKeyGenAnswer(ans.Header.Get("Content-Type"), ans.Body)
	if err != nil {
		return token.Envelope{}, nil, badAnswer(OpServerKeyGen, err)
	}
	if parsed.CMS == nil {
		return token.Envelope{}, nil, &ProtocolError{Op: OpServerKeyGen, What: "the key is sealed in another way than asked for"}
	}
	opened, err := cms.OpenKey(parsed.CMS, to.Key, to.Certificate)
	if err != nil {
		return token.Envelope{}, nil, badAnswer(OpServerKeyGen, err)
	}
	defer clear(opened.PKCS8)
	if err := c.checkKeyMaker(opened); err != nil {
		return token.Envelope{}, nil, err
	}
	if !isKeyOf(opened.PKCS8, parsed.Certificates) {
		return token.Envelope{}, nil, &ProtocolError{Op: OpServerKeyGen, What: "the key is not the certificate's"}
	}
	env, err := Seal(format, to.Key.Public(), opened.PKCS8)
	return env, parsed.Certificates, err
}

// checkKeyMaker refuses a key that somebody else has signed.
func (c *Client) checkKeyMaker(opened cms.KeyPackage) error {
	if opened.Signer == nil {
		return nil
	}
	between := x509.NewCertPool()
	for _, cert := range opened.Certificates {
		between.AddCert(cert)
	}
	_, err := opened.Signer.Verify(x509.VerifyOptions{
		Roots: c.roots, Intermediates: between, CurrentTime: c.clock(),
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	if err != nil {
		return &ProtocolError{Op: OpServerKeyGen, What: "the key is signed by somebody else", Err: err}
	}
	return nil
}

// isKeyOf tells whether a private key belongs to one of the certificates.
func isKeyOf(pkcs8 []byte, certs []*x509.Certificate) bool {
	key, err := x509.ParsePKCS8PrivateKey(pkcs8)
	if err != nil {
		return false
	}
	private, ok := key.(interface{ Public() crypto.PublicKey })
	if !ok {
		return false
	}
	public, ok := private.Public().(interface{ Equal(crypto.PublicKey) bool })
	if !ok {
		return false
	}
	for _, cert := range certs {
		if public.Equal(cert.PublicKey) {
			return true
		}
	}
	return false
}
