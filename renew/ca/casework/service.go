package casework

import (
	"context"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/x509"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"time"

	"golang.org/x/sync/semaphore"

	"ukey/renew/ca/internal/store"
	"ukey/renew/ca/sms"
	"ukey/renew/cases"
)

// KeySize is the size of Config.Key in bytes.
const KeySize = 32

// Config is what a Service works with.
type Config struct {
	Store *store.Store
	// Key is what nonces are made with and codes are hashed with. It lives as
	// long as the CA, away from the store.
	Key    []byte
	Sender sms.Sender
	// Acceptable refuses old certificates that the CA's policy does not renew;
	// nil refuses none. Its error is passed on as it is.
	Acceptable func(old *x509.Certificate) error
	Clock      func() time.Time
	// Log takes no secret, and of applicants nothing but the case's ID.
	Log *slog.Logger
}

// Service works on the cases of one CA. Its methods may be called from any
// goroutine. Their error is a *Refusal, or what failed within.
type Service struct {
	store    *store.Store
	sender   sms.Sender
	now      func() time.Time
	log      *slog.Logger
	nonceKey []byte
	codeKey  []byte

	acceptable func(*x509.Certificate) error
	// looking lets one picture at a time be unfolded: a progressive JPEG of
	// MaxPixels takes some 600 MB, others up to 320 MB.
	looking *semaphore.Weighted
}

// New returns the service of a CA.
func New(cfg Config) (*Service, error) {
	if len(cfg.Key) != KeySize {
		return nil, fmt.Errorf("the key for cases has %d bytes, not %d", len(cfg.Key), KeySize)
	}
	nonceKey, err := hkdf.Key(sha256.New, cfg.Key, nil, "ukey nonces", KeySize)
	if err != nil {
		return nil, fmt.Errorf("derive key: %w", err)
	}
	codeKey, err := hkdf.Key(sha256.New, cfg.Key, nil, "ukey one-time codes", KeySize)
	if err != nil {
		return nil, fmt.Errorf("derive key: %w", err)
	}
	if cfg.Acceptable == nil {
		cfg.Acceptable = func(*x509.Certificate) error { return nil }
	}
	return &Service{
		store: cfg.Store, sender: cfg.Sender, now: cfg.Clock, log: cfg.Log,
		nonceKey: nonceKey, codeKey: codeKey, acceptable: cfg.Acceptable,
		looking: semaphore.NewWeighted(1),
	}, nil
}

// take begins a step on a case, at the version after the present one.
func take(ctx context.Context, tx store.Tx, id string) (store.Case, error) {
	c, err := tx.TakeCase(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return c, noCase()
	}
	return c, err
}

func noCase() *Refusal { return refuse(NoCase, "there is no such case, or it is somebody else's") }

// takeOwn is take for whoever has the case's token.
func takeOwn(ctx context.Context, tx store.Tx, id, access string) (store.Case, error) {
	c, err := take(ctx, tx, id)
	if err == nil && !opens(access, c) {
		return store.Case{}, noCase()
	}
	return c, err
}

// opens compares in constant time, as all secrets are compared.
func opens(access string, c store.Case) bool { return matches(access, c.Access) }

func matches(secret string, hash store.Hash) bool {
	sum := sha256.Sum256([]byte(secret))
	return subtle.ConstantTimeCompare(sum[:], hash[:]) == 1
}

// move leads a case to a state, with a line in its history.
func (s *Service) move(ctx context.Context, tx store.Tx, c *store.Case, state cases.State, step store.CaseStep) error {
	c.State, c.Updated = state, s.now()
	step.Version, step.At, step.State = c.Version, c.Updated, state
	if err := tx.SaveCase(ctx, *c); err != nil {
		return err
	}
	return tx.AddStep(ctx, c.ID, step)
}

// wire is a case as the applicant sees it.
func wire(ctx context.Context, tx store.Tx, c store.Case) (cases.Case, error) {
	documents, err := tx.Documents(ctx, c.ID)
	if err != nil {
		return cases.Case{}, err
	}
	steps, err := tx.Steps(ctx, c.ID)
	if err != nil {
		return cases.Case{}, err
	}
	old, err := tx.Certificate(ctx, c.Certificate)
	if err != nil {
		return cases.Case{}, fmt.Errorf("the case's old certificate: %w", err)
	}
	seen := cases.Case{
		ID: c.ID, State: c.State, Created: c.Created, Updated: c.Updated,
		Certificate: cases.Fingerprint(old.X509.Raw),
		Form:        c.Form, Documents: documents, Reasons: c.Reasons,
		History: make([]cases.Event, 0, len(steps)),
		Phone:   masked(c.Phone), Expected: c.Expected,
	}
	for _, step := range steps {
		seen.History = append(seen.History, step.Event)
	}
	return seen, nil
}

var caseID = regexp.MustCompile(`^[a-z2-7]{16}$`)

// IsID tells whether a text looks like a case's ID.
func IsID(text string) bool { return caseID.MatchString(text) }

// newID names a case. It is short enough to be read out on the telephone.
func newID() string {
	id := make([]byte, 10)
	rand.Read(id) // never fails
	return strings.ToLower(base32.StdEncoding.EncodeToString(id))
}

// newSecret draws a password, and what the store keeps of it. It has 256 bits,
// so that a plain hash tells nobody anything.
func newSecret() (secret string, hash store.Hash) {
	random := make([]byte, 32)
	rand.Read(random) // never fails
	secret = base64.RawURLEncoding.EncodeToString(random)
	return secret, sha256.Sum256([]byte(secret))
}
