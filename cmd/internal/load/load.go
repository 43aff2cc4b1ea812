// Package load puts a CA under the load of many clients that renew their
// certificates at once, as they would on the last day before a deadline. Tests
// of ukeyca and the bench use it, nothing else does.
package load

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"

	"ukey/renew/ca"
	"ukey/renew/cms"
	"ukey/renew/est"
)

// Holder is somebody with a certificate.
type Holder struct {
	Key  *ecdsa.PrivateKey
	Cert *x509.Certificate
}

// Holders certifies new holders, each under a name of its own, straight in the
// CA's folder.
func Holders(ctx context.Context, where ca.Config, n int) (holders []Holder, err error) {
	authority, err := ca.Open(ctx, where)
	if err != nil {
		return nil, err
	}
	defer func() {
		if closeErr := authority.Close(); err == nil {
			err = closeErr
		}
	}()
	for i := range n {
		request, err := newRequest(x509.CertificateRequest{Subject: pkix.Name{
			Organization: []string{"深圳市示例科技有限公司"}, CommonName: fmt.Sprintf("示例%d", i),
		}})
		if err != nil {
			return nil, err
		}
		der, err := authority.Issue(ctx, request.CSR, ca.Sign, ca.Validity{})
		if err != nil {
			return nil, err
		}
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, err
		}
		holders = append(holders, Holder{request.Key, cert})
	}
	return holders, nil
}

// Request asks for a certificate for a new key.
type Request struct {
	Key *ecdsa.PrivateKey
	CSR []byte // DER
}

// Request makes a request for the renewal of the holder's certificate.
func (h Holder) Request() (Request, error) {
	return newRequest(x509.CertificateRequest{RawSubject: h.Cert.RawSubject})
}

func newRequest(template x509.CertificateRequest) (Request, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Request{}, err
	}
	csr, err := x509.CreateCertificateRequest(rand.Reader, &template, key)
	return Request{key, csr}, err
}

// Holder is who the request and its answer make of the one who asked.
func (r Request) Holder(answer []byte) (Holder, error) {
	der, err := est.DecodeBody(answer)
	if err != nil {
		return Holder{}, err
	}
	certs, err := cms.ParseCertsOnly(der)
	if err != nil {
		return Holder{}, err
	}
	if len(certs) != 1 || !r.Key.PublicKey.Equal(certs[0].PublicKey) {
		return Holder{}, fmt.Errorf("the answer's %d certificates are not the one asked for", len(certs))
	}
	return Holder{r.Key, certs[0]}, nil
}
