//go:build cgo

package pkcs11

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"ukey/token"
)

// Watch implements token.Driver. It asks for slot events, where the library
// has them, and lists the slots more slowly besides: events get lost.
//
// Without the option Blocking it never blocks inside C_WaitForSlotEvent, since
// a library that is finalised under a waiting thread may hang. Errors of the
// library do not end it: they are often the removal itself.
func (d *Driver) Watch(ctx context.Context, hint func()) error {
	w := &watch{driver: d, event: d.options.eventInterval, events: true}
	list := time.NewTimer(0)
	defer list.Stop()
	event := time.NewTimer(w.event)
	defer event.Stop()
	waited, leave, err := d.joinWait(ctx)
	if err != nil {
		return err
	}
	defer leave()
	if waited != nil {
		event.Stop()
	}
	for {
		var changed bool
		var err error
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-list.C:
			changed, err = w.poll(ctx, w.slotsChanged)
			list.Reset(d.options.listInterval)
		case _, changed = <-waited:
			if !changed { // the library cannot wait
				waited = nil
				event.Reset(w.event)
			}
		case <-event.C:
			changed, err = w.poll(ctx, w.eventCame)
			if w.events {
				event.Reset(w.event)
			}
		}
		if errors.Is(err, errClosed) || errors.Is(err, token.ErrDriverHung) {
			return err
		}
		if changed && ctx.Err() == nil {
			hint()
		}
	}
}

// watch is the state of one Watch.
type watch struct {
	driver *Driver
	// events is set as long as the library is worth asking for events.
	events bool
	// event is the pause between two questions for events.
	event time.Duration
	// known is the last slot list that was seen, nil before the first.
	known []uint
	// failing is set while the slots cannot be listed.
	failing bool
}

// poll asks the library a question of the watch's own. The error is
// token.ErrDriverHung if the answer takes longer than PollLimit allows; the
// library, and the watch with it, then stay the question's for good.
func (w *watch) poll(ctx context.Context, ask func(context.Context) (bool, error)) (bool, error) {
	release, err := w.driver.acquire(ctx)
	if err != nil {
		return false, err
	}
	limit := w.driver.options.pollLimit
	if limit <= 0 {
		defer release()
		return ask(ctx)
	}
	var changed bool
	answered := make(chan error, 1)
	go func() {
		defer release()
		var err error
		changed, err = ask(ctx)
		answered <- err
	}()
	hung := time.NewTimer(limit)
	defer hung.Stop()
	select {
	case err := <-answered:
		return changed, err
	case <-hung.C:
		return false, fmt.Errorf("watch: %w", token.ErrDriverHung)
	}
}

// slotsChanged lists the slots and says whether they differ from the last
// list, or from what a caller was told last.
func (w *watch) slotsChanged(ctx context.Context) (bool, error) {
	if w.known == nil {
		w.known = w.driver.listed
	}
	slots, err := w.driver.look(ctx)
	if err != nil {
		// One hint when it starts to fail, one when it works again.
		changed := !w.failing
		w.failing = true
		return changed, err
	}
	changed := w.failing || (w.known != nil && !slices.Equal(slots, w.known))
	w.known, w.failing = append([]uint{}, slots...), false
	return changed, nil
}

// eventCame asks for events until there are none left.
func (w *watch) eventCame(ctx context.Context) (bool, error) {
	// A library that reports the same event for ever must not keep us.
	const most = 64
	came := false
	for range most {
		started := time.Now()
		more, err := w.driver.module.slotEvent(ctx)
		// A slow library is left alone for longer.
		w.event = max(w.driver.options.eventInterval, 10*time.Since(started))
		switch {
		case errors.Is(err, token.ErrUnsupported):
			w.events = false
		case err != nil:
			w.event = max(w.event, w.driver.options.listInterval)
		}
		if err != nil || !more {
			return came, err
		}
		came = true
	}
	return came, nil
}
