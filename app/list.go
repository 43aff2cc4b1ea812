package app

import (
	"context"
	"sync"
	"time"

	"ukey/token"
)

// silence is how long nothing may come from a driver, or from any other, before
// whoever waits goes on without it. A slow key reads on for longer, but answers
// meanwhile: first which keys there are, then the certificates of each.
const silence = 2 * time.Second

// List reads all keys of all drivers, each driver beside the others, and
// returns when the last one has answered, or has been given up by its driver.
// What could not be read is told inside the snapshot.
func (a *App) List(ctx context.Context) *Snapshot {
	b := newBoard(a)
	b.askAll(ctx, a.look, nil)
	return b.snapshot(ctx.Err())
}

// Glance is List for somebody who waits: as soon as a key has been found that
// the selector fits, see Snapshot.Find, drivers are left behind that are
// silent for two seconds. Their state is then DriverPending, and each is a
// problem with ErrDriverSilent.
func (a *App) Glance(ctx context.Context, selector string) *Snapshot {
	b := newBoard(a)
	b.askAll(ctx, a.look, func() bool { return len(b.snapshot(nil).fitting(selector)) > 0 })
	if err := ctx.Err(); err != nil {
		return b.snapshot(err)
	}
	return b.snapshot(ErrDriverSilent)
}

// Refresh reads all keys anew, after each driver that can has looked at its
// hardware from scratch. It goes on without a driver that is silent for two
// seconds, unless it would then have nothing to say: what that shows in the
// end comes through the Watch that is under way, and until then what it said
// before still counts.
func (a *App) Refresh(ctx context.Context) *Snapshot {
	return a.again(ctx, func(ctx context.Context, b *board, d token.Driver, heard func()) {
		if r, ok := d.(token.Refresher); ok {
			if err := r.Refresh(ctx); err != nil && ctx.Err() == nil {
				a.Log.Warn("driver not refreshed", "driver", d.Name(), "err", err)
			}
			heard()
		}
		b.ask(ctx, d, heard)
	})
}

// Retry ends that a driver is left alone after it has failed too often, and
// reads all keys anew, as Refresh does.
func (a *App) Retry(ctx context.Context, driver string) *Snapshot {
	for _, d := range a.Drivers {
		if r, ok := d.(token.Retrier); ok && d.Name() == driver {
			r.Retry()
		}
	}
	return a.again(ctx, a.look)
}

// again reads all keys anew, on the board of the Watch under way if there is
// one, so that the two never contradict each other.
func (a *App) again(ctx context.Context, look look) *Snapshot {
	b := a.watched.Load()
	if b == nil {
		b = newBoard(a)
	}
	b.askAll(ctx, look, func() bool { return telling(b.snapshot(nil)) })
	return b.snapshot(ctx.Err())
}

// look is how one driver is asked.
type look func(ctx context.Context, b *board, d token.Driver, heard func())

func (a *App) look(ctx context.Context, b *board, d token.Driver, heard func()) { b.ask(ctx, d, heard) }

// askAll asks all drivers, each beside the others. It returns when the last one
// has answered, or when enough is known and none has said anything for a while.
// If enough is nil, it never is.
func (b *board) askAll(ctx context.Context, look look, enough func() bool) {
	ctx, stop := context.WithCancel(ctx)
	heard := make(chan struct{}, 1)
	alive := func() { signal(heard) }
	var asking sync.WaitGroup
	for _, d := range b.app.Drivers {
		asking.Go(func() {
			look(ctx, b, d, alive)
			alive()
		})
	}
	answered := make(chan struct{})
	go func() {
		asking.Wait()
		close(answered)
	}()
	// Whoever is left behind gives up at once.
	defer func() { stop(); <-answered }()

	quiet := time.NewTimer(silence)
	defer quiet.Stop()
	for {
		select {
		case <-answered:
			return
		case <-heard:
			quiet.Reset(silence)
		case <-quiet.C:
			if enough != nil && enough() {
				return
			}
		}
	}
}
