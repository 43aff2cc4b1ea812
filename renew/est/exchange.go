package est

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

const (
	// attempts is how often a request that did no harm is sent in all.
	attempts = 2
	// retryDelay lets a server that restarts come back.
	retryDelay = 300 * time.Millisecond
	// maxRedirects is how many hops on the same server are followed.
	maxRedirects = 3
)

// exchange sends a request. It tries once more where the request cannot have
// had an effect.
func (c *Client) exchange(ctx context.Context, req Request) (*Answer, error) {
	for try := 1; ; try++ {
		ans, err := c.attempt(ctx, req)
		if err == nil {
			return c.judge(req.Op, ans)
		}
		if try == attempts || !harmless(req, err) {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("est: %s: %w", req.Op, context.Cause(ctx))
		case <-time.After(retryDelay):
		}
	}
}

// harmless says whether a failed request may be sent again: what is repeatable
// may, and a CSR if it never left. Waiting out a second timeout helps nobody.
func harmless(req Request, err error) bool {
	var unreachable *UnreachableError
	return errors.As(err, &unreachable) && unreachable.Kind != NoAnswer && (req.Repeatable || !unreachable.Sent)
}

// attempt sends a request once.
func (c *Client) attempt(ctx context.Context, req Request) (*Answer, error) {
	bounded, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	var sent, shaking atomic.Bool
	bounded = httptrace.WithClientTrace(bounded, &httptrace.ClientTrace{
		WroteHeaders:      func() { sent.Store(true); c.exchanges.Add(1) },
		TLSHandshakeStart: func() { shaking.Store(true) },
	})

	httpReq, err := c.encode(bounded, req)
	if err != nil {
		return nil, err
	}
	_ = c.identity.keyError() // of a handshake that was given up earlier
	began := c.clock()
	resp, err := c.http.Do(httpReq)
	if err == nil {
		defer resp.Body.Close()
		c.noteDate(resp.Header.Get("Date"), began, c.clock())
		var body []byte
		body, err = ReadBody(resp.Body)
		if err == nil {
			// A server that notices how we hang up may end its answer early,
			// in good form, and be heard doing so.
			err = bounded.Err()
		}
		if err == nil {
			return &Answer{resp.StatusCode, resp.Header, body}, nil
		}
	}
	if ctx.Err() != nil {
		return nil, fmt.Errorf("est: %s: %w", req.Op, context.Cause(ctx))
	}
	return nil, c.classify(err, failure{
		op: req.Op, url: httpReq.URL.String(), sent: sent.Load(),
		handshake: shaking.Load() && !sent.Load(), timedOut: bounded.Err() != nil,
	})
}

// judge turns every status but success into an error.
func (c *Client) judge(op Op, ans *Answer) (*Answer, error) {
	optional := op == OpCSRAttrs || op == OpServerKeyGen
	switch s := ans.Status; {
	case s == http.StatusOK, s == http.StatusCreated, s == http.StatusNoContent:
		return ans, nil
	case s == http.StatusAccepted:
		return nil, &PendingError{RetryAfter: RetryAfter(ans.Header, c.clock())}
	case optional && (s == http.StatusNotFound || s == http.StatusNotImplemented):
		return nil, fmt.Errorf("%w: %s", ErrNotOffered, op)
	case s >= 400:
		return nil, c.refused(op, ans)
	default:
		return nil, &ProtocolError{Op: op, What: fmt.Sprintf("unexpected status %d", s)}
	}
}

// refused reads a refusal and when to come back.
func (c *Client) refused(op Op, ans *Answer) error {
	e := &RefusedError{Op: op, Problem: ParseProblem(ans.Status, ans.Header.Get("Content-Type"), ans.Body)}
	e.Problem.Language = ans.Header.Get("Content-Language")
	if ans.Header.Get("Retry-After") != "" {
		e.RetryAfter = RetryAfter(ans.Header, c.clock())
	}
	return e
}

// redirectError means that the server sends the client where it must not go.
type redirectError struct{ to string }

func (e *redirectError) Error() string { return "redirected to " + e.to }

// checkRedirect lets a redirect pass only within the same origin (RFC 7030,
// 3.2.1) and only if it does not make a GET of a POST.
func checkRedirect(next *http.Request, via []*http.Request) error {
	first := via[0]
	if next.URL.Scheme != first.URL.Scheme || next.URL.Host != first.URL.Host ||
		next.Method != first.Method || len(via) > maxRedirects {
		return &redirectError{Printable(next.URL.Redacted())}
	}
	return nil
}
