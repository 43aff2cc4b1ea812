package main

import (
	"cmp"
	"context"
	"errors"

	"ukey/app/instance"
	"ukey/cmd/internal/launch"
)

// openWindows brings the window to the front when that is wanted, until ctx
// ends. If it is not open it is started.
func (r *resident) openWindows(ctx context.Context) {
	for {
		select {
		case request := <-r.windows:
			if err := r.openWindow(ctx, request); err != nil && ctx.Err() == nil {
				r.log.Warn("window not opened", "err", err)
			}
		case <-ctx.Done():
			return
		}
	}
}

func (r *resident) openWindow(ctx context.Context, request instance.Request) error {
	err := r.group.Send(ctx, instance.Window, request)
	if !errors.Is(err, instance.ErrAbsent) {
		return err
	}
	args := append(r.flags.Args(), "--open", string(request.Screen))
	if name := cmp.Or(request.Key.Serial, request.Key.Label); name != "" {
		args = append(args, "--key", name)
	}
	return launch.Detached(launch.Window, args...)
}
