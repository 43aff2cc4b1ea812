package sms

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"time"

	"github.com/sethvargo/go-retry"
)

// The headers that a webhook's requests carry.
const (
	// HeaderTimestamp is when the request was made, in seconds since 1970.
	HeaderTimestamp = "X-Ukey-Timestamp"
	// HeaderSignature is "sha256=" and, in lower-case hex, the HMAC-SHA256
	// with the common secret of the timestamp, a full stop and the body.
	HeaderSignature = "X-Ukey-Signature"
)

// The patience of a webhook.
const (
	attemptTimeout = 5 * time.Second
	sendTimeout    = 20 * time.Second
	attempts       = 3
	firstPause     = 500 * time.Millisecond
)

// minSecret is the shortest secret in bytes that is taken.
const minSecret = 16

// Webhook is a Sender that posts each message, as JSON, to a service that
// sends it. The service must answer with a status of 2xx once it has taken the
// message over, and must take the same message ID once only: after a failure
// that may pass, the same message is posted again.
type Webhook struct {
	url    string
	secret []byte
	client *http.Client
	now    func() time.Time
	pause  time.Duration
}

// WebhookConfig describes the service.
type WebhookConfig struct {
	// URL is https, or http on this computer.
	URL string
	// Secret signs the requests; both sides have it. 16 bytes at least.
	Secret []byte
	// Transport reaches the service; nil is the standard one.
	Transport http.RoundTripper
	// Pause is between the first two attempts, and then doubles; 0 is half a
	// second.
	Pause time.Duration
	Clock func() time.Time
}

// NewWebhook checks the configuration.
func NewWebhook(cfg WebhookConfig) (*Webhook, error) {
	if err := checkURL(cfg.URL); err != nil {
		return nil, err
	}
	if len(cfg.Secret) < minSecret {
		return nil, fmt.Errorf("the webhook's secret has %d bytes: at least %d are needed", len(cfg.Secret), minSecret)
	}
	if cfg.Pause <= 0 {
		cfg.Pause = firstPause
	}
	return &Webhook{
		url: cfg.URL, secret: bytes.Clone(cfg.Secret), now: cfg.Clock, pause: cfg.Pause,
		client: &http.Client{
			Transport: cfg.Transport,
			Timeout:   attemptTimeout,
			// A message goes to whom the operator has named, nowhere else.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// checkURL does not quote the URL, which may hold a key of the service's.
func checkURL(raw string) error {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return errors.New("the webhook's address is not one such as https://sms.example/send")
	}
	if u.Scheme == "http" && !isLoopback(u.Hostname()) {
		return errors.New("the webhook's address must begin with https: the messages hold one-time codes")
	}
	return nil
}

func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// Send posts the message and waits until the service has taken it over.
func (h *Webhook) Send(ctx context.Context, to, text string) error {
	body, err := json.Marshal(newMessage(to, text, h.now()))
	if err != nil {
		return fmt.Errorf("encode message: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	backoff := retry.WithMaxRetries(attempts-1, retry.WithJitterPercent(20, retry.NewExponential(h.pause)))
	err = retry.Do(ctx, backoff, func(ctx context.Context) error { return h.post(ctx, body) })
	if err != nil {
		return fmt.Errorf("hand the message to the SMS service: %w", err)
	}
	return nil
}

func (h *Webhook) post(ctx context.Context, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url, bytes.NewReader(body))
	if err != nil {
		return withoutURL(err)
	}
	timestamp := strconv.FormatInt(h.now().Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(HeaderTimestamp, timestamp)
	req.Header.Set(HeaderSignature, Signature(h.secret, timestamp, body))
	resp, err := h.client.Do(req)
	if err != nil {
		return retry.RetryableError(withoutURL(err))
	}
	defer resp.Body.Close()
	// What is left unread would cost the connection, not the message.
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 4<<10))
	switch {
	case resp.StatusCode/100 == 2:
		return nil
	case resp.StatusCode >= 500, resp.StatusCode == http.StatusTooManyRequests, resp.StatusCode == http.StatusRequestTimeout:
		return retry.RetryableError(fmt.Errorf("status %d", resp.StatusCode))
	default:
		return fmt.Errorf("status %d", resp.StatusCode)
	}
}

// Signature is what HeaderSignature must be. Compare it with hmac.Equal, and
// refuse timestamps that are old.
func Signature(secret []byte, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(timestamp + "."))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// withoutURL leaves out the address, which may hold a key of the service's.
func withoutURL(err error) error {
	if failed := new(url.Error); errors.As(err, &failed) {
		return failed.Err
	}
	return err
}
