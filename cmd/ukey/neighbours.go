package main

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"ukey/app/instance"
	"ukey/app/settings"
	"ukey/ui"
)

// neighbours are the programs that the window speaks with: the resident one,
// and other starts of its own.
type neighbours struct {
	resident *resident
	claim    *instance.Claim // nil if the window stands apart
	talks    errgroup.Group
}

// listen does what others ask of the window until ctx ends.
func (n *neighbours) listen(ctx context.Context, window *ui.Window, quit func()) {
	if n.claim == nil {
		return
	}
	n.talks.Go(func() error {
		err := n.claim.Serve(ctx, func(ctx context.Context, r instance.Request) error {
			switch r.Verb {
			case instance.Show:
				return window.Summon(ctx, r.Screen, r.Key)
			case instance.Quit:
				quit()
			}
			return nil
		})
		if ctx.Err() != nil {
			return nil // it is to end
		}
		return err
	})
}

// tell has the resident program work with the new settings, or end if it is not
// wanted any more.
func (n *neighbours) tell(ctx context.Context, s *settings.Settings) {
	n.talks.Go(func() error {
		if s.Background {
			n.resident.reload(ctx)
		} else {
			n.resident.end(ctx)
		}
		return nil
	})
}

// close waits for the talks, whose context has ended, and gives the window's
// role up: another window may be about to take it.
func (n *neighbours) close() error {
	err := n.talks.Wait()
	if n.claim != nil {
		err = errors.Join(err, n.claim.Close())
	}
	return err
}
