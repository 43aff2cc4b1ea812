package load

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"ukey/renew/est"
)

// Target is a CA that serves.
type Target struct {
	// URL is where the CA serves just now. It is called for each request,
	// from any goroutine.
	URL   func() string
	Roots *x509.CertPool
}

// Client is a connection to the CA with a holder's certificate. It is for one
// goroutine, which closes it.
type Client struct {
	target Target
	http   http.Client
}

// NewClient makes the client of a holder. It connects with the first request.
func NewClient(target Target, h Holder) *Client {
	config := &tls.Config{
		RootCAs:      target.Roots,
		Certificates: []tls.Certificate{{Certificate: [][]byte{h.Cert.Raw}, PrivateKey: h.Key}},
	}
	return &Client{target, http.Client{
		Transport: &http.Transport{TLSClientConfig: config},
		Timeout:   time.Minute,
	}}
}

// Close closes the connection.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// RefusedError is the CA's answer that there will be no certificate.
type RefusedError struct {
	Status int
	Body   string
}

func (e *RefusedError) Error() string { return fmt.Sprintf("status %d: %s", e.Status, e.Body) }

// busy tells whether the CA asks to come back.
func (e *RefusedError) busy() bool {
	return e.Status == http.StatusTooManyRequests || e.Status == http.StatusServiceUnavailable
}

// Renew sends a request once and returns the body of the answer. The error is
// a *RefusedError, or what kept the answer from coming.
func (c *Client) Renew(ctx context.Context, r Request) ([]byte, error) {
	url := c.target.URL() + est.Path("", est.OpSimpleReenroll)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(est.EncodeWrapped(r.CSR)))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", est.MediaCSR)
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, &RefusedError{resp.StatusCode, string(body)}
	}
	return body, nil
}

// again is how long an insisting client waits before it asks again.
const again = 50 * time.Millisecond

// Insist sends a request again and again until it is answered or ctx ends: a
// CA that is not there, or is busy, comes back. The error is a *RefusedError
// or ctx's.
func (c *Client) Insist(ctx context.Context, r Request) ([]byte, error) {
	for {
		body, err := c.Renew(ctx, r)
		refused := new(RefusedError)
		if err == nil || errors.As(err, &refused) && !refused.busy() {
			return body, err
		}
		pause := time.NewTimer(again)
		select {
		case <-ctx.Done():
			pause.Stop()
			return nil, errors.Join(ctx.Err(), err)
		case <-pause.C:
		}
	}
}
