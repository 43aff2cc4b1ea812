package ca

import (
	"bytes"
	"context"
	"crypto"
	_ "crypto/sha1" // RFC 5019, 2.1.1 makes clients name issuers by SHA-1, where nothing hangs on it
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/crypto/ocsp"

	"ukey/renew/ca/internal/store"
)

const (
	mediaOCSPRequest = "application/ocsp-request"
	mediaOCSPAnswer  = "application/ocsp-response"

	// ocspLife is how long an answer may be kept, by a client or a proxy. It
	// is short, since revocations are not announced.
	ocspLife = time.Hour
	// maxOCSPRequest is in bytes of DER; one with a nonce has some 120.
	maxOCSPRequest = 8 << 10
)

// serveOCSP says of one certificate whether it is revoked (RFC 6960, in the
// profile of RFC 5019: one certificate a request, no nonce). The issuing CA
// signs each answer itself.
func (c *CA) serveOCSP(x *exchange) error {
	der, err := x.readOCSPRequest()
	if err != nil {
		x.note("error", err)
		return x.answer(mediaOCSPAnswer, ocsp.MalformedRequestErrorResponse)
	}
	request, err := ocsp.ParseRequest(der)
	if err != nil {
		x.note("error", err)
		return x.answer(mediaOCSPAnswer, ocsp.MalformedRequestErrorResponse)
	}
	if ours, err := c.asksAboutUs(request); err != nil || !ours {
		// RFC 5019, 2.2.3: not a certificate that we could know of.
		return errors.Join(err, x.answer(mediaOCSPAnswer, ocsp.UnauthorizedErrorResponse))
	}
	status, err := c.ocspStatus(x.r.Context(), request)
	if err != nil {
		return err
	}
	answer, err := ocsp.CreateResponse(c.authority.issuing, c.authority.issuing, status, c.authority.key)
	if err != nil {
		return fmt.Errorf("sign OCSP answer: %w", err)
	}
	x.note("serial", store.SerialText(request.SerialNumber))
	x.cacheable(ocspLife)
	return x.answer(mediaOCSPAnswer, answer)
}

// readOCSPRequest takes the request out of a POST's body or out of a GET's
// path, base64 (RFC 6960, A.1).
func (x *exchange) readOCSPRequest() ([]byte, error) {
	if x.r.Method == http.MethodPost {
		if mediaType := x.r.Header.Get("Content-Type"); mediaType != mediaOCSPRequest {
			return nil, fmt.Errorf("a body of type %q", mediaType)
		}
		return io.ReadAll(http.MaxBytesReader(x.w, x.r.Body, maxOCSPRequest))
	}
	text, err := url.PathUnescape(strings.TrimPrefix(x.r.URL.EscapedPath(), pathOCSP+"/"))
	if err != nil {
		return nil, err
	}
	if len(text) > base64.StdEncoding.EncodedLen(maxOCSPRequest) {
		return nil, errors.New("too long")
	}
	return base64.StdEncoding.DecodeString(text)
}

// asksAboutUs tells whether a request names our issuing CA as the issuer.
func (c *CA) asksAboutUs(request *ocsp.Request) (bool, error) {
	if !request.HashAlgorithm.Available() {
		return false, nil
	}
	key, err := publicKeyBits(c.authority.issuing.RawSubjectPublicKeyInfo)
	if err != nil {
		return false, err
	}
	name := hashWith(request.HashAlgorithm, c.authority.issuing.RawSubject)
	return bytes.Equal(request.IssuerNameHash, name) &&
		bytes.Equal(request.IssuerKeyHash, hashWith(request.HashAlgorithm, key)), nil
}

func hashWith(hash crypto.Hash, data []byte) []byte {
	h := hash.New()
	h.Write(data)
	return h.Sum(nil)
}

// ocspStatus is unknown for numbers that the CA has not given to anybody's
// certificate: a forged certificate must not be vouched for.
func (c *CA) ocspStatus(ctx context.Context, request *ocsp.Request) (ocsp.Response, error) {
	status := ocsp.Response{
		SerialNumber: request.SerialNumber, IssuerHash: request.HashAlgorithm, Status: ocsp.Good,
		SignatureAlgorithm: x509.SHA256WithRSA,
	}
	status.ThisUpdate, status.NextUpdate = c.statusValidity(ocspLife)
	cert, err := c.store.Certificate(ctx, request.SerialNumber)
	switch {
	case errors.Is(err, store.ErrNotFound):
		status.Status = ocsp.Unknown
	case err != nil:
		return status, err
	case !cert.Revoked.IsZero():
		status.Status, status.RevokedAt, status.RevocationReason = ocsp.Revoked, cert.Revoked, cert.Reason
	}
	return status, nil
}
