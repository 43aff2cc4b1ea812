package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ukey/app"
	"ukey/token"
	"ukey/token/host"
)

// moves times how soon a key is shown that has been plugged in, or no longer
// once it has been pulled out: with its driver's events, and without.
func (b *bench) moves(ctx context.Context) (figure, error) {
	const often, seldom = 21, 7
	with, err := b.movesWith(ctx, true, often)
	if err != nil {
		return figure{}, err
	}
	without, err := b.movesWith(ctx, false, seldom)
	if err != nil {
		return figure{}, err
	}
	return figure{
		what: fmt.Sprintf("time until a key that comes or goes is shown so, with events : without, median of %d : %d", often, seldom),
		ours: with.Round(time.Millisecond).String(), theirs: without.Round(time.Millisecond).String(),
		limit: "300ms : 2.5s",
	}, nil
}

func (b *bench) movesWith(ctx context.Context, events bool, often int) (took time.Duration, err error) {
	if err := b.Store.SetEvents(events); err != nil {
		return 0, err
	}
	key := b.Keys[0]
	d := host.New(host.Config{Library: b.Module, Program: b.Program("ukeyctl")})
	defer func() { err = errors.Join(err, d.Close(), key.Plug(), b.Store.SetEvents(true)) }()

	ctx, stop := context.WithCancel(ctx)
	defer stop()
	present := make(chan bool)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = app.New(app.Config{Drivers: []token.Driver{d}}).Watch(ctx, func(s *app.Snapshot) {
			select {
			case present <- len(s.Keys) > 0:
			case <-ctx.Done():
			}
		})
	}()
	defer func() {
		stop()
		<-ended
	}()
	until := func(want bool) error {
		for {
			select {
			case is := <-present:
				if is == want {
					return nil
				}
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
	if err := until(true); err != nil {
		return 0, err
	}
	if err := wait(ctx, settle); err != nil { // until it watches
		return 0, err
	}
	var times []time.Duration
	for i := range often {
		in := i%2 != 0
		move := key.Unplug
		if in {
			move = key.Plug
		}
		began := time.Now()
		if err := move(); err != nil {
			return 0, err
		}
		if err := until(in); err != nil {
			return 0, err
		}
		times = append(times, time.Since(began))
		// Not in step with the question that has just been asked.
		if err := wait(ctx, time.Duration(i%7)*100*time.Millisecond); err != nil {
			return 0, err
		}
	}
	return median(times), nil
}
