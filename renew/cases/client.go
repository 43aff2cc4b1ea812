package cases

import (
	"bytes"
	"context"
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"sync"
	"time"

	"ukey/renew/est"
)

// uploadTimeout bounds one exchange: a scan of 1 MB over a slow line.
const uploadTimeout = 2 * time.Minute

// Client talks to the CA about cases, over one connection and with the rules
// of est.Client. Its methods may be called from any goroutine and wait for
// each other. They return the errors of est.Client; the code of a refusal is
// one of the Problem constants, or one about the certificate.
type Client struct {
	est      *est.Client
	audience string
	clock    func() time.Time

	mu sync.Mutex
	// spare is a nonce that Ready got for the next statement, or "".
	spare string
}

// NewClient checks cfg, of which Certificate is not used, and returns a client
// that has not connected yet.
func NewClient(cfg est.Config) (*Client, error) {
	cfg.Certificate = nil
	if cfg.Timeout == 0 {
		cfg.Timeout = uploadTimeout
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	base, err := url.Parse(cfg.URL)
	if err != nil {
		return nil, fmt.Errorf("address of the CA: %w", err)
	}
	client, err := est.New(cfg)
	if err != nil {
		return nil, err
	}
	return &Client{est: client, audience: base.Host, clock: cfg.Clock}, nil
}

// Close closes the connection.
func (c *Client) Close() error { return c.est.Close() }

// Applicant is whose case it is: the old certificate and its key, which may be
// on a token.
type Applicant struct {
	Certificate *x509.Certificate
	Key         crypto.Signer
}

// Fingerprint is the SHA-256 of a certificate or key in DER, in the lower-case
// hex of the wire.
func Fingerprint(der []byte) string {
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:])
}

// Ready makes sure that the CA is there and takes statements now, before
// anybody is asked for a PIN to sign one with.
func (c *Client) Ready(ctx context.Context) error {
	nonce, err := c.nonce(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.spare = nonce
	return err
}

// nonce returns the spare one or gets one.
func (c *Client) nonce(ctx context.Context) (string, error) {
	c.mu.Lock()
	spare := c.spare
	c.spare = ""
	c.mu.Unlock()
	if spare != "" {
		return spare, nil
	}
	var fresh Nonce
	_, err := c.do(ctx, call{op: "nonce", method: http.MethodPost, path: "/v1/nonce", into: &fresh, repeatable: true})
	return fresh.Nonce, err
}

// Open opens the applicant's case, or the one that is open already, and
// returns it with a fresh ticket.
func (c *Client) Open(ctx context.Context, who Applicant) (*Case, Ticket, error) {
	ticket := Ticket{Certificate: Fingerprint(who.Certificate.Raw)}
	var opened Opened
	if err := c.state(ctx, call{op: "open-case", path: "/v1/cases", into: &opened}, who, Statement{Purpose: ToOpen}); err != nil {
		return nil, Ticket{}, err
	}
	ticket.Case, ticket.Access = opened.Case.ID, opened.Access
	if !isToken(opened.Access) {
		return nil, Ticket{}, unusable("open-case", errNoAccess)
	}
	if err := opened.Case.check(ticket); err != nil {
		return nil, Ticket{}, unusable("open-case", err)
	}
	return &opened.Case, ticket, nil
}

// Get asks how a case stands, and how long to wait before asking again.
func (c *Client) Get(ctx context.Context, t Ticket) (*Case, time.Duration, error) {
	return c.aboutCase(ctx, t, call{op: "case", method: http.MethodGet, repeatable: true})
}

// PutDocument sends a scan, in place of an earlier one of its kind.
func (c *Client) PutDocument(ctx context.Context, t Ticket, kind Kind, format Format, scan []byte) (*Case, error) {
	got, _, err := c.aboutCase(ctx, t, call{
		op: "document", method: http.MethodPut, path: "/documents/" + string(kind),
		contentType: format.MediaType(), body: scan, repeatable: true,
	})
	return got, err
}

// Submit hands a case in. The documents are those that the CA has to hold, by
// their SHA-256.
func (c *Client) Submit(ctx context.Context, t Ticket, who Applicant, form Form, documents map[Kind]string) (*Case, error) {
	var got Case
	request := call{op: "submit-case", path: t.path() + "/submit", access: t.Access, into: &got}
	statement := Statement{Purpose: ToSubmit, Case: t.Case, Form: &form, Documents: documents}
	if err := c.state(ctx, request, who, statement); err != nil {
		return nil, err
	}
	return checked("submit-case", &got, t)
}

// Confirm tells that the certificate with that fingerprint works, which closes
// the case.
func (c *Client) Confirm(ctx context.Context, t Ticket, certificate string) (*Case, error) {
	got, _, err := c.aboutCase(ctx, t, call{
		op: "confirm", method: http.MethodPost, path: "/confirm",
		content: Confirmation{Certificate: certificate}, repeatable: true,
	})
	return got, err
}

// aboutCase makes a request below a case, whose answer is the case. It returns
// as well how long to wait before asking again.
func (c *Client) aboutCase(ctx context.Context, t Ticket, request call) (*Case, time.Duration, error) {
	var got Case
	request.path, request.access, request.into = t.path()+request.path, t.Access, &got
	answer, err := c.do(ctx, request)
	if err != nil {
		return nil, 0, err
	}
	checked, err := checked(request.op, &got, t)
	return checked, est.RetryAfter(answer.Header, c.clock()), err
}

// state makes a statement. A nonce that is not good any more, say because the
// CA has been restarted, is replaced once.
func (c *Client) state(ctx context.Context, request call, who Applicant, s Statement) error {
	for try := 1; ; try++ {
		nonce, err := c.nonce(ctx)
		if err != nil {
			return err
		}
		s.Nonce, s.Audience = nonce, c.audience
		message, err := s.Sign(who.Certificate, who.Key)
		if err != nil {
			return err
		}
		request.method, request.contentType, request.body = http.MethodPost, MediaStatement, message
		_, err = c.do(ctx, request)
		if refused, ok := errors.AsType[*est.RefusedError](err); try == 1 && ok && refused.Problem.Code == ProblemNonce {
			continue
		}
		return err
	}
}

// call is one exchange below /v1.
type call struct {
	op          est.Op
	method      string
	path        string
	access      string // token, or empty
	contentType string
	body        []byte
	content     any // JSON in place of body
	into        any // what the answer is read into
	repeatable  bool
}

func (c *Client) do(ctx context.Context, request call) (*est.Answer, error) {
	header := http.Header{"Accept": {MediaJSON}}
	if request.access != "" {
		header.Set("Authorization", "Bearer "+request.access)
	}
	if request.content != nil {
		body, err := json.Marshal(request.content)
		if err != nil {
			return nil, fmt.Errorf("encode request: %w", err)
		}
		request.body, request.contentType = body, MediaJSON
	}
	if request.contentType != "" {
		header.Set("Content-Type", request.contentType)
	}
	answer, err := c.est.Do(ctx, est.Request{
		Op: request.op, Method: request.method, Path: request.path,
		Header: header, Body: request.body, Repeatable: request.repeatable,
	})
	if err != nil {
		return nil, err
	}
	if mediaType, _, _ := mime.ParseMediaType(answer.Header.Get("Content-Type")); mediaType != MediaJSON {
		return nil, &est.ProtocolError{Op: request.op, What: "answer of type " + est.Printable(mediaType)}
	}
	if err := json.NewDecoder(bytes.NewReader(answer.Body)).Decode(request.into); err != nil {
		return nil, unusable(request.op, err)
	}
	return answer, nil
}

func (t Ticket) path() string { return "/v1/cases/" + t.Case }

// unusable is an answer that cannot be made sense of.
func unusable(op est.Op, err error) error {
	return &est.ProtocolError{Op: op, What: "answer", Err: err}
}
