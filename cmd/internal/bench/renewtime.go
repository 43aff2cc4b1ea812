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

// unavoidable are the calls that make up what a renewal cannot do without.
var unavoidable = map[string]string{
	"C_GenerateKeyPair": "key generation",
	"C_SignInit":        "signatures", "C_Sign": "signatures",
	"C_DecryptInit": "decryption test", "C_Decrypt": "decryption test",
	"C_UnwrapKey": "unwrap", "C_DeriveKey": "unwrap",
	"C_CreateObject": "store",
}

// renewalTime times a renewal from the PIN to the end beside the sum of what
// it cannot do without: what the key needs to make and use keys, what the CA
// needs for its answers, and one round trip for each exchange.
func (b *bench) renewalTime(ctx context.Context) (f figure, err error) {
	address, err := url.Parse(b.URL)
	if err != nil {
		return f, err
	}
	far, err := newDistance(ctx, address.Host, roundTrip)
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, far.Close()) }()
	pem, err := os.ReadFile(b.Root)
	if err != nil {
		return f, err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	driver := host.New(host.Config{Library: b.Module, Program: b.Program("ukeyctl")})
	defer func() { err = errors.Join(err, driver.Close()) }()
	desk := app.New(app.Config{
		Drivers:  []token.Driver{driver},
		CA:       app.CA{URL: "https://" + far.Addr().String(), Roots: roots},
		Journals: renew.OpenJournals(filepath.Join(b.dir, "timed-renewals"), time.Now),
	})
	keys := desk.List(ctx).Keys
	if len(keys) != 1 {
		return f, fmt.Errorf("%d keys", len(keys))
	}
	before, err := b.Exchanges()
	if err != nil {
		return f, err
	}
	if err := errors.Join(b.Store.SetLatency(slowCall), b.Store.ResetTimes(), b.Store.SetTimed(true)); err != nil {
		return f, err
	}
	clerk := &clerk{}
	_, err = desk.Renew(ctx, keys[0].ID, clerk, func(renew.Event) {})
	took := time.Since(clerk.typed)
	if err := errors.Join(err, b.Store.SetTimed(false), b.Store.SetLatency(0)); err != nil {
		return f, err
	}
	after, err := b.Exchanges()
	if err != nil {
		return f, err
	}
	calls, err := b.Store.Times()
	if err != nil {
		return f, err
	}
	parts := map[string]time.Duration{
		"round trips": time.Duration(after-before) * roundTrip,
		"the CA":      far.Thinking(),
	}
	for _, c := range calls {
		if part := unavoidable[c.Call]; part != "" {
			parts[part] += c.Took
		}
	}
	var sum time.Duration
	var texts []string
	for _, part := range []string{"key generation", "signatures", "decryption test", "unwrap", "store", "the CA", "round trips"} {
		sum += parts[part]
		texts = append(texts, fmt.Sprintf("%s %d", part, parts[part].Milliseconds()))
	}
	return figure{
		fmt.Sprintf("renewal from the PIN on, %v a call, CA %v away : its parts (ms: %s)", slowCall, roundTrip, strings.Join(texts, ", ")),
		took.Round(time.Millisecond).String(), sum.Round(time.Millisecond).String(), ratio(took.Seconds(), sum.Seconds()), "1.15",
	}, nil
}

// clerk answers what a renewal asks, and notes when the PIN was typed.
type clerk struct {
	app.Questions
	typed time.Time
}

func (c *clerk) PIN(context.Context, app.PINQuestion) (*token.PIN, error) {
	c.typed = time.Now()
	return token.NewPIN([]byte(softkey.DefaultPIN)), nil
}

func (c *clerk) Confirm(context.Context, app.Confirmation) (bool, error) { return true, nil }
