package est

import (
	"crypto"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"ukey/token"
)

// identity is what the client shows of itself in TLS.
type identity struct {
	certificate *tls.Certificate // nil if there is none
	signer      *watchedSigner   // nil if there is none
	pkcs1Only   bool
}

// newIdentity takes a certificate, which may be nil, and looks at what its key
// can do.
func newIdentity(cert *tls.Certificate) (*identity, error) {
	if cert == nil {
		return &identity{}, nil
	}
	key, ok := cert.PrivateKey.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("est: client key %T does not sign", cert.PrivateKey)
	}
	if len(cert.Certificate) == 0 {
		return nil, errors.New("est: client key without a certificate")
	}
	id := &identity{certificate: new(tls.Certificate), signer: &watchedSigner{Signer: key}}
	*id.certificate = *cert
	id.certificate.PrivateKey = id.signer
	if _, isRSA := key.Public().(*rsa.PublicKey); isRSA {
		prober, ok := key.(token.PSSProber)
		id.pkcs1Only = ok && !prober.SupportsPSS()
	}
	if id.pkcs1Only {
		id.certificate.SupportedSignatureAlgorithms = []tls.SignatureScheme{
			tls.PKCS1WithSHA256, tls.PKCS1WithSHA384, tls.PKCS1WithSHA512,
		}
	}
	return id, nil
}

// tlsConfig trusts roots alone. TLS 1.3 knows no PKCS#1 v1.5 signatures in its
// handshake (RFC 8446, 4.2.3), so a key that makes no others stays with 1.2.
func (id *identity) tlsConfig(roots *x509.CertPool, clock func() time.Time) *tls.Config {
	cfg := &tls.Config{
		RootCAs:              roots,
		MinVersion:           tls.VersionTLS12,
		Time:                 clock,
		GetClientCertificate: id.forServer,
	}
	if id.pkcs1Only {
		cfg.MaxVersion = tls.VersionTLS12
	}
	return cfg
}

// forServer answers a request for a certificate. Unlike tls.Config.Certificates
// it never holds the certificate back in silence: not where the server lists
// other CAs, which then has the chance to say what is wrong, and not where no
// signature scheme fits.
func (id *identity) forServer(request *tls.CertificateRequestInfo) (*tls.Certificate, error) {
	if id.certificate == nil {
		return &tls.Certificate{}, nil
	}
	anyCA := *request
	anyCA.AcceptableCAs = nil
	if err := anyCA.SupportsCertificate(id.certificate); err != nil {
		return nil, &ClientCertificateError{Reason: RejectedAlgorithm, Err: err}
	}
	return id.certificate, nil
}

// keyError returns the error of the key's last signature, and forgets it.
func (id *identity) keyError() error {
	if id.signer == nil {
		return nil
	}
	id.signer.mu.Lock()
	defer id.signer.mu.Unlock()
	err := id.signer.err
	id.signer.err = nil
	return err
}

// watchedSigner remembers how a key failed, since crypto/tls keeps only the
// text: a key that was unplugged has to be found with errors.Is.
type watchedSigner struct {
	crypto.Signer

	mu  sync.Mutex
	err error
}

// Sign signs with the key that is watched.
func (s *watchedSigner) Sign(rand io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	signature, err := s.Signer.Sign(rand, digest, opts)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
	return signature, err
}
