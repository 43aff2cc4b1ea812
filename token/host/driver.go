package host

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"

	"ukey/token"
	"ukey/token/host/internal/wire"
)

var (
	_ token.Driver    = (*Driver)(nil)
	_ token.Refresher = (*Driver)(nil)
	_ token.Unblocker = (*Driver)(nil)
	_ token.Retrier   = (*Driver)(nil)

	_ token.SlotLister = (*Driver)(nil)
)

// closeGrace is how long Close and Refresh leave a process to end by itself.
const closeGrace = 2 * time.Second

// Driver is a library in another process. It is safe for concurrent use: like
// the library itself it does one thing at a time, and waiting for its turn
// ends with the caller's context.
//
// A call that only looks returns as soon as its context ends; what it asked
// for goes on over there, and is undone if it was a login. A call that changes
// the token waits for the library's answer, since only that tells what has
// become of the change.
type Driver struct {
	config Config
	streak streak
	// turn is held by whoever has a call under way, from before it is sent:
	// deadlines are for the library's work, not for waiting.
	turn chan struct{}
	// closing ends with Close: watches that wait stop waiting.
	closing context.Context
	close   context.CancelFunc
	// abandoned are calls whose callers have gone.
	abandoned sync.WaitGroup
	// forsaken is set while the call under way is one of them, and nothing
	// has to be undone should it succeed.
	forsaken atomic.Bool
	// wary is set once the library has hung; see PollOnly.
	wary atomic.Bool
	// grace is how long Close waits for a call.
	grace time.Duration

	mu    sync.Mutex
	child *child // nil before the first call
}

// New returns a driver. The process is started by the first call, which also
// learns whether the library can be loaded at all.
func New(c Config) *Driver {
	d := &Driver{config: c.filled(), turn: make(chan struct{}, 1), grace: closeGrace}
	d.closing, d.close = context.WithCancel(context.Background())
	return d
}

// Name returns the library's path.
func (d *Driver) Name() string { return d.config.Library }

// Tokens implements token.Driver.
func (d *Driver) Tokens(ctx context.Context) ([]token.Info, error) {
	var reply wire.TokensReply
	err := d.call(ctx, exchange{op: wire.Tokens, args: &wire.None{}, reply: &reply})
	return answer(reply.Tokens, err)
}

// Slots implements token.SlotLister. It is token.ErrUnsupported if the driver
// over there is none.
func (d *Driver) Slots(ctx context.Context) ([]token.Slot, error) {
	var reply wire.SlotsReply
	err := d.call(ctx, exchange{op: wire.Slots, args: &wire.None{}, reply: &reply})
	return answer(reply.Slots, err)
}

// Certificates implements token.Driver.
func (d *Driver) Certificates(ctx context.Context, id token.ID) ([]token.Certificate, error) {
	var reply wire.CertificatesReply
	err := d.call(ctx, exchange{op: wire.Certificates, args: &wire.TokenArgs{ID: id}, reply: &reply})
	return certificates(reply, err)
}

func certificates(reply wire.CertificatesReply, err error) ([]token.Certificate, error) {
	if err != nil {
		return nil, err
	}
	var certificates []token.Certificate
	for _, c := range reply.Certificates {
		parsed := token.ParseCertificate(c.DER)
		parsed.ID, parsed.Label, parsed.HasPrivateKey = c.ID, c.Label, c.HasPrivateKey
		certificates = append(certificates, parsed)
	}
	return certificates, nil
}

// ChangePIN implements token.Driver.
func (d *Driver) ChangePIN(ctx context.Context, id token.ID, old token.Auth, new *token.PIN) error {
	return d.setPIN(ctx, wire.ChangePIN, id, old, new)
}

// UnblockPIN implements token.Unblocker. It is token.ErrUnsupported if the
// driver over there is none.
func (d *Driver) UnblockPIN(ctx context.Context, id token.ID, puk token.Auth, new *token.PIN) error {
	return d.setPIN(ctx, wire.UnblockPIN, id, puk, new)
}

func (d *Driver) setPIN(ctx context.Context, op wire.Op, id token.ID, old token.Auth, new *token.PIN) error {
	return d.call(ctx, exchange{
		op: op,
		args: &wire.PINArgs{
			ID: id, SpendLastTry: old.SpendLastTry,
			Old: wire.NewSecret(old.PIN.Bytes()), New: wire.NewSecret(new.Bytes()),
		},
		reply: &wire.None{}, limit: d.pinLimit(old.PIN, new), changes: true, secret: true,
	})
}

// Open implements token.Driver.
func (d *Driver) Open(ctx context.Context, id token.ID, auth token.Auth) (token.Session, error) {
	var reply wire.OpenReply
	var opened *session
	err := d.call(ctx, exchange{
		op:    wire.Open,
		args:  &wire.OpenArgs{ID: id, SpendLastTry: auth.SpendLastTry, PIN: wire.NewSecret(auth.PIN.Bytes())},
		reply: &reply, limit: d.pinLimit(auth.PIN), secret: true,
		succeeded: func(c *child) {
			opened = &session{driver: d, child: c, id: reply.Session}
			c.addSessions(1)
		},
		abandoned: func() { _ = opened.Close() },
	})
	if err != nil {
		return nil, err
	}
	if reply.Imports {
		return importer{opened}, nil
	}
	return opened, nil
}

// pinLimit is how long a call may take that asks for PINs. One that is not
// given is typed on the device.
func (d *Driver) pinLimit(pins ...*token.PIN) time.Duration {
	for _, p := range pins {
		if p.Len() == 0 {
			return d.config.PadDeadline
		}
	}
	return d.config.Deadline
}

// Refresh implements token.Refresher: the next call is answered by a fresh
// process.
func (d *Driver) Refresh(ctx context.Context) error {
	if err := d.acquire(ctx); err != nil {
		return err
	}
	defer d.release()
	d.mu.Lock()
	c := d.child
	d.mu.Unlock()
	if c == nil || !c.alive() || c.hasSessions() {
		return nil
	}
	d.part(c)
	return nil
}

// Retry implements token.Retrier.
func (d *Driver) Retry() { d.streak.forgive() }

// Close implements token.Driver. It waits a little for a call that is under
// way, unless nobody else does, and then ends the process all the same. It may
// be called more than once.
func (d *Driver) Close() error {
	d.close()
	d.mu.Lock()
	c := d.child
	d.mu.Unlock()
	if c != nil {
		grace := d.grace
		if d.forsaken.Load() {
			grace = 0
		}
		patience := time.AfterFunc(grace, func() {
			c.setRetired()
			_ = c.cmd.Process.Kill()
		})
		d.turn <- struct{}{}
		patience.Stop()
		d.part(c)
		d.release()
	}
	d.abandoned.Wait()
	return nil
}

// part lets the library close its sessions and ends the process. The caller
// holds the turn.
func (d *Driver) part(c *child) {
	c.setRetired()
	call := c.client.Start(wire.CloseDriver, &wire.None{}, &wire.None{}, nil)
	grace := time.NewTimer(closeGrace)
	defer grace.Stop()
	select {
	case <-call.Done():
	case <-grace.C:
	}
	c.retire(closeGrace)
}

// running returns the process, started afresh if there is none.
func (d *Driver) running() (*child, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closing.Err() != nil {
		return nil, errClosed
	}
	if d.child != nil && d.child.alive() && !d.child.isRetired() {
		return d.child, nil
	}
	if err := d.streak.aside(d.config.Library); err != nil {
		return nil, err
	}
	program, args, err := d.config.program(d.wary.Load())
	if err != nil {
		return nil, fmt.Errorf("%w: %w", token.ErrDriver, err)
	}
	if err := missingHost(d.config.Library, program); err != nil {
		return nil, err
	}
	if os.Getenv(inHost) != "" {
		return nil, errors.Join(token.ErrDriver, errInHost)
	}
	cmd := exec.Command(program, args...)
	cmd.Env = environment(os.Environ(), d.config.Variables)
	log := d.config.Log.With("driver", d.config.Library)
	c, err := startChild(cmd, &output{log: log}, d.ended)
	if err != nil {
		return nil, errors.Join(token.ErrDriver, err)
	}
	log.Debug("driver host started", "pid", c.cmd.Process.Pid)
	d.child = c
	return c, nil
}

// ended counts a process that ended by itself or hung.
func (d *Driver) ended(c *child) {
	if c.isRetired() {
		return
	}
	err := token.ErrDriverCrashed
	c.mu.Lock()
	if c.hung {
		err = token.ErrDriverHung
		d.wary.Store(true)
	}
	status := c.status
	c.mu.Unlock()
	c.output.note(err.Error(), status)
	d.streak.add(err)
}

func answer[T any](value T, err error) (T, error) {
	if err != nil {
		var none T
		return none, err
	}
	return value, nil
}
