package host

import (
	"context"
	"errors"
	"time"

	"ukey/token"
	"ukey/token/host/internal/wire"
)

// How long a watch waits before it starts another process after one that did
// not live long: not at all at first, then longer and longer.
const (
	firstPause = time.Second
	longPause  = time.Minute
)

// Watch implements token.Driver: one request that waits over there. After a
// crash it goes on in the next process, which it starts itself; while the
// driver is set aside it waits. It ends with a *token.LibraryError if there is
// no library to ask.
func (d *Driver) Watch(ctx context.Context, hint func()) error {
	var pause time.Duration
	for {
		started := time.Now()
		err := d.watchOnce(ctx, hint)
		if time.Since(started) > longPause {
			pause = 0
		}
		var aside *token.SetAsideError
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case d.closing.Err() != nil:
			return errClosed
		case errors.Is(err, errRetired):
		case errors.Is(err, wire.ErrGone):
			err = d.rest(ctx, pause)
			pause = min(max(firstPause, 2*pause), longPause)
		case errors.As(err, &aside):
			hint() // whoever saw the last crash has not heard that it was one too many
			err = d.untilForgiven(ctx)
		default:
			return err
		}
		if ctx.Err() != nil || errors.Is(err, errClosed) {
			return err
		}
		hint() // nobody has looked meanwhile
	}
}

// errRetired: the process was ended by us, and the next one will do.
var errRetired = errors.New("process retired")

// watchOnce watches for as long as one process lives. The error is errRetired
// or wire.ErrGone if that has ended.
func (d *Driver) watchOnce(ctx context.Context, hint func()) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c, err := d.running()
	if err != nil {
		return err
	}
	hints := make(chan struct{}, 1)
	call := c.client.Start(wire.Watch, &wire.None{}, &wire.None{}, func() {
		select {
		case hints <- struct{}{}:
		default: // one is waiting, and will see this change too
		}
	})
	for {
		select {
		case <-hints:
			hint()
		case <-call.Done():
			err := call.Err()
			c.retireEmpty(err)
			if errors.Is(err, token.ErrDriverHung) { // in a question of the watch's own
				c.endHung()
				err = wire.ErrGone
			}
			if errors.Is(err, wire.ErrGone) {
				<-c.ended // and has been counted
				if c.isRetired() {
					return errRetired
				}
				if c.endedUnseen() {
					hint()
				}
			}
			return err
		case <-ctx.Done():
			c.client.Cancel(call)
			return ctx.Err()
		case <-d.closing.Done():
			return errClosed
		}
	}
}

// rest waits for a time.
func (d *Driver) rest(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-d.closing.Done():
		return errClosed
	}
}

// untilForgiven waits until the driver is not set aside.
func (d *Driver) untilForgiven(ctx context.Context) error {
	select {
	case <-d.streak.forgiven():
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-d.closing.Done():
		return errClosed
	}
}
