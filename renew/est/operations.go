package est

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"mime"
	"net/http"

	"ukey/renew/cms"
	"ukey/token"
)

// CACerts returns the CA's certificates (RFC 7030, 4.1), unchecked.
func (c *Client) CACerts(ctx context.Context) ([]*x509.Certificate, error) {
	return c.certificates(ctx, reading(OpCACerts, c.label))
}

// CSRAttrs returns what the CA wishes requests to contain (RFC 7030, 4.5); nil
// if it has no wishes.
func (c *Client) CSRAttrs(ctx context.Context) ([]CSRAttr, error) {
	ans, err := c.exchange(ctx, reading(OpCSRAttrs, c.label))
	if err != nil || ans.Status == http.StatusNoContent || len(ans.Body) == 0 {
		return nil, err
	}
	der, err := DecodeBody(ans.Body)
	if err != nil {
		return nil, badAnswer(OpCSRAttrs, err)
	}
	attrs, err := ParseCSRAttrs(der)
	if err != nil {
		return nil, badAnswer(OpCSRAttrs, err)
	}
	return attrs, nil
}

// SimpleEnroll asks for a certificate with a user name and a one-time secret
// instead of a client certificate (RFC 7030, 4.2 and 3.2.3).
func (c *Client) SimpleEnroll(ctx context.Context, csr []byte, user, secret string) ([]*x509.Certificate, error) {
	return c.certificates(ctx, enrolling(OpSimpleEnroll, c.label, csr).withSecret(user, secret))
}

// SimpleReenroll asks for a certificate in place of the client's own (RFC 7030,
// 4.2.2). The answer may hold its issuers as well, in any order. Nothing in it
// is checked: not the chain, nor that it is for the key of the request.
func (c *Client) SimpleReenroll(ctx context.Context, csr []byte) ([]*x509.Certificate, error) {
	return c.certificates(ctx, enrolling(OpSimpleReenroll, c.label, csr))
}

// ServerKeyGen asks for an encryption key made by the CA (RFC 7030, 4.4), sealed
// in that format for the key that signed the CSR. The certificates are
// returned as SimpleReenroll does. A server that packs keys in CMS whatever the
// label does not offer it; see ServerKeyGenInMemory.
func (c *Client) ServerKeyGen(ctx context.Context, csr []byte, format token.EnvelopeFormat) (token.Envelope, []*x509.Certificate, error) {
	label, ok := LabelFor(format)
	if !ok {
		return token.Envelope{}, nil, errors.New("est: no label for envelope format " + string(format))
	}
	ans, err := c.exchange(ctx, enrolling(OpServerKeyGen, label, csr))
	if err != nil {
		return token.Envelope{}, nil, err
	}
	parsed, err := ParseKeyGenAnswer(ans.Header.Get("Content-Type"), ans.Body)
	if err != nil {
		return token.Envelope{}, nil, badAnswer(OpServerKeyGen, err)
	}
	if parsed.CMS != nil {
		return token.Envelope{}, nil, fmt.Errorf("%w: %s for tokens", ErrNotOffered, OpServerKeyGen) // it takes no notice of the label
	}
	if parsed.Envelope.Format != format {
		return token.Envelope{}, nil, &ProtocolError{Op: OpServerKeyGen, What: "the key is sealed in another way than asked for"}
	}
	return parsed.Envelope, parsed.Certificates, nil
}

// certificates exchanges a request for a list of certificates.
func (c *Client) certificates(ctx context.Context, req Request) ([]*x509.Certificate, error) {
	ans, err := c.exchange(ctx, req)
	if err != nil {
		return nil, err
	}
	switch mediaType, _, _ := mime.ParseMediaType(ans.Header.Get("Content-Type")); mediaType {
	case mediaPKCS7, mediaPKCS7Old, "":
	default:
		return nil, &ProtocolError{Op: req.Op, What: "answer of type " + Printable(mediaType)}
	}
	der, err := DecodeBody(ans.Body)
	if err != nil {
		return nil, badAnswer(req.Op, err)
	}
	certs, err := cms.ParseCertsOnly(der)
	if err != nil {
		return nil, badAnswer(req.Op, err)
	}
	return certs, nil
}

func badAnswer(op Op, err error) error {
	return &ProtocolError{Op: op, What: "answer", Err: err}
}
