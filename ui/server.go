package ui

import (
	"context"
	"errors"
	"time"

	"ukey/renew"
)

// reachEvery is the time between two looks at whether the CA is there.
const reachEvery = 5 * time.Minute

// server is what is known of the way to the CA.
type server int

const (
	serverUnknown server = iota // nothing has come back yet
	serverNone                  // none is set up
	serverFine
	serverAway
)

// serverOf is what an answer of Desk.Reach means.
func serverOf(err error) server {
	switch {
	case err == nil:
		return serverFine
	case errors.Is(err, renew.ErrCANotConfigured):
		return serverNone
	default:
		return serverAway
	}
}

// askServer has the next look at the CA come at once: the person has asked for
// everything anew, or something has just spoken to the CA and knows better than
// the last look. A look that is on its way already is followed by another.
func (w *Window) askServer() {
	select {
	case w.reach <- struct{}{}:
	default:
	}
}

// watchServer looks at once, and again and again, whether the CA is there. One
// that is away may keep its task waiting, and nothing else.
func (w *Window) watchServer() {
	w.work.Start(func(ctx context.Context) {
		for {
			err := w.desk.Reach(ctx)
			if ctx.Err() != nil {
				return // the look was cut off, or none is wanted any more
			}
			w.work.Post(func() {
				w.model.server = serverOf(err)
				w.status.show()
			})
			timer := time.NewTimer(reachEvery)
			select {
			case <-timer.C:
			case <-w.reach:
			case <-ctx.Done():
			}
			timer.Stop()
		}
	})
}
