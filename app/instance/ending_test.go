package instance_test

import (
	"context"
	"errors"
	"testing"

	"ukey/app/instance"
)

// A second start while the first window closes is no failure: it opens its own
// as soon as the place is free.
func TestWhoComesWhileTheFirstEndsTakesItsPlace(t *testing.T) {
	for name, ending := range map[string]func(ctx context.Context, end context.CancelFunc) error{
		"it says so":                 func(context.Context, context.CancelFunc) error { return instance.ErrEnding },
		"it ends during the request": func(ctx context.Context, end context.CancelFunc) error { end(); <-ctx.Done(); return ctx.Err() },
	} {
		t.Run(name, func(t *testing.T) {
			g := group(t)
			first := claim(t, g, instance.Window)
			serving, end := context.WithCancel(t.Context())
			defer end()
			asked := make(chan struct{}, 100)
			served := make(chan struct{})
			go func() {
				defer close(served)
				_ = first.Serve(serving, func(ctx context.Context, _ instance.Request) error {
					asked <- struct{}{}
					return ending(ctx, end)
				})
			}()
			go func() {
				<-asked
				end()
			}()
			ctx, cancel := context.WithTimeout(t.Context(), limit)
			defer cancel()
			second, err := g.Become(ctx, instance.Window, instance.Request{Verb: instance.Show})
			if err != nil {
				t.Fatal(err)
			}
			<-served
			if err := errors.Join(second.Close(), first.Close()); err != nil {
				t.Error(err)
			}
		})
	}
}
