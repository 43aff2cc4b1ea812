package host

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ukey/token/host/internal/wire"
)

// exchange is a request and what goes with it.
type exchange struct {
	op          wire.Op
	args, reply any
	// limit is how long it may take; Config.Deadline if it is 0.
	limit time.Duration
	// changes is set if its outcome matters even to a caller who has given
	// up waiting.
	changes bool
	// secret is set if there is a PIN in it.
	secret bool
	// succeeded, if not nil, is called when it has, before anybody else's turn.
	succeeded func(*child)
	// abandoned, if not nil, is called after succeeded if the caller has gone.
	abandoned func()
}

// acquire waits for this caller's turn. The caller calls release.
func (d *Driver) acquire(ctx context.Context) error {
	// An ended context wins over a free turn.
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case d.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	case <-d.closing.Done():
		return errClosed
	}
	if d.closing.Err() != nil {
		d.release()
		return errClosed
	}
	return nil
}

func (d *Driver) release() { <-d.turn }

// call makes an exchange with the process that there is, or with a fresh one.
func (d *Driver) call(ctx context.Context, x exchange) error {
	if err := d.acquire(ctx); err != nil {
		return err
	}
	c, err := d.running()
	if err != nil {
		d.release()
		return err
	}
	return d.callOn(ctx, c, x)
}

// callOn makes an exchange with one process. The caller holds the turn, which
// callOn releases when the library has answered.
func (d *Driver) callOn(ctx context.Context, c *child, x exchange) error {
	if x.secret {
		c.output.keepSecret()
	}
	if x.limit == 0 {
		x.limit = d.config.Deadline
	}
	c.watchdog.begin(x.limit)
	call := c.client.Start(x.op, x.args, x.reply, nil)
	finish := func() error {
		defer d.release()
		err := d.outcome(c, x.op, call)
		c.watchdog.end()
		if err == nil && x.succeeded != nil {
			x.succeeded(c)
		}
		return err
	}
	select {
	case <-call.Done():
		return finish()
	case <-ctx.Done():
	}
	c.client.Cancel(call)
	if x.changes {
		<-call.Done()
		return finish()
	}
	d.forsaken.Store(x.abandoned == nil)
	d.abandoned.Go(func() {
		<-call.Done()
		d.forsaken.Store(false)
		if finish() == nil && x.abandoned != nil {
			x.abandoned()
		}
	})
	return ctx.Err()
}

// outcome says how a call ended that is done.
func (d *Driver) outcome(c *child, op wire.Op, call *wire.Call) error {
	err := call.Err()
	switch {
	case err == nil:
		d.streak.succeed()
	case errors.Is(err, wire.ErrGone):
		return fmt.Errorf("%s: %w", op, c.failure())
	default:
		c.retireEmpty(err)
	}
	return err
}
