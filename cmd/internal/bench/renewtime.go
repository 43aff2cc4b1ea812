package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"ukey/app"
	"ukey/renew"
	"ukey/token"
	"ukey/token/host"
	"ukey/token/softkey"
)

// How slow the key and how far the CA is for the time of a renewal.
const (
	slowCall  = 5 * time.Millisecond
	roundTrip = 20 * time.Millisecond
)

// The parts of a renewal that it cannot do without. The first are the work
// itself; what comes after the blank line is less obvious, and as necessary.
const (
	partGenerate = "key generation"
	partSign     = "signatures"
	partDecrypt  = "decryption test"
	partUnwrap   = "unwrap"
	partStore    = "store"
	partCA       = "the CA"
	partTrips    = "round trips"

	partLogin   = "login"          // and logout
	partSearch  = "old key found"  // there is no other way to a key than a search
	partRead    = "new pairs read" // the public key, for the CSR; both certificates, before they count
	partJournal = "journal"        // else a power failure could lose something
)

var (
	partsOfWork = []string{partGenerate, partSign, partDecrypt, partUnwrap, partStore, partCA, partTrips}
	partsBeside = []string{partLogin, partSearch, partRead, partJournal}
)

var unavoidable = map[string]string{
	"C_GenerateKeyPair": partGenerate,
	"C_SignInit":        partSign, "C_Sign": partSign,
	"C_DecryptInit": partDecrypt, "C_Decrypt": partDecrypt,
	"C_UnwrapKey": partUnwrap, "C_DeriveKey": partUnwrap,
	"C_CreateObject": partStore,
	"C_OpenSession":  partLogin, "C_Login": partLogin, "C_Logout": partLogin, "C_CloseSession": partLogin,
}

// keyParts sums up the calls to the key by their parts. Of the searches the
// first is needed; of what is read, the new public key right after it was made,
// and each certificate after the last object was stored.
func keyParts(calls []softkey.Timed) map[string]time.Duration {
	parts := make(map[string]time.Duration)
	searched, lastStored := false, 0
	for i, c := range calls {
		if c.Call == "C_CreateObject" {
			lastStored = i
		}
	}
	for i, c := range calls {
		part := unavoidable[c.Call]
		switch {
		case part != "":
		case strings.HasPrefix(c.Call, "C_FindObjects") && !searched:
			part = partSearch
			searched = c.Call == "C_FindObjectsFinal"
		case c.Call == "C_GetAttributeValue" && i > 0 && (calls[i-1].Call == "C_GenerateKeyPair" || i > lastStored):
			part = partRead
		default:
			continue
		}
		parts[part] += c.Took
	}
	return parts
}

// renewalTime times a renewal from the PIN to the end beside the sum of what
// it cannot do without. The ways there and back of TCP and TLS before the first
// exchange are no part of that: they can be gone while the key makes a pair.
func (b *bench) renewalTime(ctx context.Context) (figures []figure, err error) {
	address, err := url.Parse(b.URL)
	if err != nil {
		return nil, err
	}
	far, err := newDistance(ctx, address.Host, roundTrip)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, far.Close()) }()
	pem, err := os.ReadFile(b.Root)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	driver := host.New(host.Config{Library: b.Module, Program: b.Program("ukeyctl")})
	defer func() { err = errors.Join(err, driver.Close()) }()
	journals := renew.OpenJournals(filepath.Join(b.dir, "timed-renewals"), time.Now)
	journal := timeWrites(journals)
	desk := app.New(app.Config{
		Drivers:  []token.Driver{driver},
		CA:       app.CA{URL: "https://" + far.Addr().String(), Roots: roots},
		Journals: journals,
	})
	keys := desk.List(ctx).Keys
	if len(keys) != 1 {
		return nil, fmt.Errorf("%d keys", len(keys))
	}
	if err := errors.Join(b.Store.SetLatency(slowCall), b.Store.SetTimed(true)); err != nil {
		return nil, err
	}
	var before int
	clerk := &clerk{beforePIN: func() (err error) {
		before, err = b.Exchanges()
		return errors.Join(err, b.Store.ResetTimes())
	}}
	var thinking time.Duration
	_, err = desk.Renew(ctx, keys[0].ID, "", clerk, func(e renew.Event) {
		if e.Step == renew.StepRequest && !e.Done {
			thinking = far.Thinking()
		}
	})
	took := time.Since(clerk.typed)
	if err := errors.Join(err, b.Store.SetTimed(false), b.Store.SetLatency(0)); err != nil {
		return nil, err
	}
	after, err := b.Exchanges()
	if err != nil {
		return nil, err
	}
	calls, err := b.Store.Times()
	if err != nil {
		return nil, err
	}
	parts := keyParts(calls)
	parts[partTrips] = time.Duration(after-before) * roundTrip
	parts[partCA] = far.Thinking() - thinking
	parts[partJournal] = *journal
	work, workText := sumUp(parts, partsOfWork)
	more, moreText := sumUp(parts, partsBeside)
	milliseconds := func(d time.Duration) string { return d.Round(time.Millisecond).String() }
	return []figure{
		{
			fmt.Sprintf("renewal from the PIN on, %d calls of %v, CA %v away : its parts (ms: %s; %s)",
				len(calls), slowCall, roundTrip, workText, moreText),
			milliseconds(took), milliseconds(work + more), ratio(took.Seconds(), (work + more).Seconds()), "1.15",
		},
		{
			"the same : its parts without the last " + fmt.Sprint(len(partsBeside)),
			milliseconds(took), milliseconds(work), ratio(took.Seconds(), work.Seconds()), "",
		},
	}, nil
}

func sumUp(parts map[string]time.Duration, which []string) (sum time.Duration, text string) {
	var texts []string
	for _, part := range which {
		sum += parts[part]
		texts = append(texts, fmt.Sprintf("%s %d", part, parts[part].Milliseconds()))
	}
	return sum, strings.Join(texts, ", ")
}

// timeWrites sums up how long the journals take to write.
func timeWrites(journals *renew.Journals) *time.Duration {
	sum, write := new(time.Duration), journals.Write
	journals.Write = func(path, temporary string, content []byte) error {
		defer func(began time.Time) { *sum += time.Since(began) }(time.Now())
		return write(path, temporary, content)
	}
	return sum
}

// clerk answers what a renewal asks, and notes when the PIN was typed.
type clerk struct {
	app.Questions
	beforePIN func() error
	typed     time.Time
}

func (c *clerk) PIN(context.Context, app.PINQuestion) (*token.PIN, error) {
	err := c.beforePIN()
	c.typed = time.Now()
	return token.NewPIN([]byte(softkey.DefaultPIN)), err
}

func (c *clerk) Confirm(context.Context, app.Confirmation) (bool, error) { return true, nil }
