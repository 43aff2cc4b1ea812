package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ukey/app/instance"
	"ukey/cmd/internal/launch"
	"ukey/cmd/internal/setup"
)

// resident is the resident program, as the window knows it.
type resident struct {
	group instance.Group
	args  []string
}

func newResident(f *flags) *resident { return &resident{group: f.Group(), args: f.Args()} }

// become makes this process the resident program.
func (r *resident) become() error { return launch.Become(launch.Resident, r.args...) }

// Running tells whether it runs.
func (r *resident) Running(ctx context.Context) (bool, error) {
	return r.group.Running(ctx, instance.Resident), nil
}

// The resident program is looked for that often until it listens, which takes a
// fraction of a second, and for that long on a machine with much else to do.
const (
	lookEvery = 20 * time.Millisecond
	startedIn = 10 * time.Second
)

var errNotStarted = errors.New("resident program does not start")

// Start starts it unless it runs, and waits until it listens. Should two be
// started at once, one of them ends.
func (r *resident) Start(ctx context.Context) error {
	if r.group.Running(ctx, instance.Resident) {
		return nil
	}
	if err := launch.Detached(launch.Resident, r.args...); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, startedIn)
	defer cancel()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for !r.group.Running(ctx, instance.Resident) {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", errNotStarted, ctx.Err())
		}
	}
	return nil
}

// end ends it, if it runs.
func (r *resident) end(ctx context.Context) {
	// One that does not listen has ended, or is about to.
	_ = r.group.Send(ctx, instance.Resident, instance.Request{Verb: instance.Quit})
}

// reload has it read the settings and the keys again, if it runs.
func (r *resident) reload(ctx context.Context) { setup.Reload(ctx, r.group) }
