package est

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
)

// Request is what a client asks of its server: one of EST's operations, or
// something that the same server offers beside them.
type Request struct {
	Op     Op // what it is called in errors
	Method string
	// Path goes behind Config.URL. It begins with a slash and is not escaped.
	Path   string
	Header http.Header // may be nil
	Body   []byte
	// Repeatable is set if to send it twice does no more than to send it once.
	Repeatable bool
}

// Answer is a complete answer of status 200, 201 or 204.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Do sends a request over the client's connection, and once more if the server
// cannot be reached and that does no harm. Everything that holds for EST's
// operations holds for it: whom it trusts, which redirects it follows, how
// much it reads, and which errors it returns.
func (c *Client) Do(ctx context.Context, req Request) (*Answer, error) {
	return c.exchange(ctx, req)
}

// encode makes the HTTP request.
func (c *Client) encode(ctx context.Context, req Request) (*http.Request, error) {
	httpReq, err := http.NewRequestWithContext(ctx, req.Method, c.url(req.Path), bytes.NewReader(req.Body))
	if err != nil {
		return nil, fmt.Errorf("est: %s: %w", req.Op, err)
	}
	if c.language != "" {
		httpReq.Header.Set("Accept-Language", c.language)
	}
	for name, values := range req.Header {
		httpReq.Header[name] = values
	}
	return httpReq, nil
}

// reading is a request that changes nothing.
func reading(op Op, label string) Request {
	return Request{Op: op, Method: http.MethodGet, Path: Path(label, op), Repeatable: true}
}

// enrolling is a request with a CSR in DER (RFC 7030, 4.2.1).
func enrolling(op Op, label string, csr []byte) Request {
	return Request{
		Op: op, Method: http.MethodPost, Path: Path(label, op), Body: EncodeWrapped(csr),
		Header: http.Header{
			"Content-Type":         {MediaCSR},
			HeaderTransferEncoding: {TransferBase64},
		},
	}
}

// withSecret adds HTTP Basic (RFC 7617).
func (r Request) withSecret(user, secret string) Request {
	r.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(user+":"+secret)))
	return r
}
