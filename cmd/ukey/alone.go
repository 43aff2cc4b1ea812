package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"ukey/app/instance"
)

// startup is how long another window may take to open or to close.
const startup = 15 * time.Second

// runAlone shows the window or, if it is open, brings it to the front.
func runAlone(ctx context.Context, f flags) (err error) {
	claiming, cancel := context.WithTimeout(ctx, startup)
	claim, err := f.Group().Become(claiming, instance.Window, f.request())
	cancel()
	switch {
	case errors.Is(err, instance.ErrTaken):
		return nil
	case errors.Is(err, instance.ErrRefused):
		return &unopenedError{err}
	case err != nil:
		// Where no socket can be made, two windows are better than none.
		fmt.Fprintln(os.Stderr, "ukey:", err)
		return run(ctx, f, nil)
	}
	defer func() { err = errors.Join(err, claim.Close()) }()
	return run(ctx, f, claim)
}
