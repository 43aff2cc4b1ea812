package app_test

import (
	"context"
	"sync"
	"time"

	"ukey/token"
)

// fakeDriver is keys in memory, for what the verbs themselves decide. What
// needs a real key is tested on one.
type fakeDriver struct {
	name string

	mu     sync.Mutex
	tokens []token.Info
	certs  map[string][]token.Certificate // by serial
	err    error
	pins   []string // old PINs that ChangePIN was given
	spend  []bool
	hint   func()
	gate   chan struct{} // if not nil, Tokens waits for it or for the context
	takes  time.Duration // by each call that lists or reads, in a bubble
}

func (d *fakeDriver) Name() string { return d.name }

func (d *fakeDriver) Tokens(ctx context.Context) ([]token.Info, error) {
	d.mu.Lock()
	gate := d.gate
	d.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	<-time.After(d.takes)
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]token.Info(nil), d.tokens...), d.err
}

func (d *fakeDriver) Certificates(_ context.Context, id token.ID) ([]token.Certificate, error) {
	<-time.After(d.takes)
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.certs[id.Serial], nil
}

func (d *fakeDriver) Watch(ctx context.Context, hint func()) error {
	d.mu.Lock()
	d.hint = hint
	err := d.err
	d.mu.Unlock()
	if err != nil {
		return err
	}
	<-ctx.Done()
	return ctx.Err()
}

func (d *fakeDriver) ChangePIN(_ context.Context, _ token.ID, old token.Auth, _ *token.PIN) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.pins = append(d.pins, string(old.PIN.Bytes()))
	d.spend = append(d.spend, old.SpendLastTry)
	return nil
}

func (d *fakeDriver) Open(context.Context, token.ID, token.Auth) (token.Session, error) {
	return nil, token.ErrUnsupported
}

func (d *fakeDriver) Close() error { return nil }

// set replaces the tokens and gives the driver's event.
func (d *fakeDriver) set(tokens ...token.Info) {
	d.slip(tokens...)
	d.mu.Lock()
	hint := d.hint
	d.mu.Unlock()
	if hint != nil {
		hint()
	}
}

// slip replaces the tokens without an event.
func (d *fakeDriver) slip(tokens ...token.Info) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tokens = tokens
}

// fail has the driver answer with an error from now on, or not any more.
func (d *fakeDriver) fail(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.err, d.hint = err, nil
}

// hang has the driver not answer any more until the channel is closed.
func (d *fakeDriver) hang() (end chan struct{}) {
	end = make(chan struct{})
	d.mu.Lock()
	defer d.mu.Unlock()
	d.gate = end
	return end
}

func key(driver, serial string) token.Info {
	return token.Info{
		ID:  token.ID{Driver: driver, Serial: serial, Label: "单位证书"},
		PIN: token.PINStatus{State: token.PINOK, Tries: token.UnknownTries, Min: 4, Max: 8},
	}
}
