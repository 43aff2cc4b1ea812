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

// watchServer looks at once, and again and again, whether the CA is there. One
// that is away may keep its task waiting, and nothing else.
func (w *Window) watchServer() {
	w.work.Start(func(ctx context.Context) {
		for {
			err := w.desk.Reach(ctx)
			if ctx.Err() != nil {
				return
			}
			w.work.Post(func() {
				w.model.server = serverOf(err)
				w.status.show()
			})
			timer := time.NewTimer(reachEvery)
			select {
			case <-timer.C:
			case <-ctx.Done():
				timer.Stop()
				return
			}
		}
	})
}
