//go:build unix

package setup_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"ukey/app/instance"
	"ukey/cmd/internal/setup"
)

func TestReloadReachesTheResidentProgramOfTheGroup(t *testing.T) {
	dir, err := os.MkdirTemp("", "ukey-setup-") // short: a socket's path has 107 bytes at most
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	t.Setenv("XDG_RUNTIME_DIR", dir)
	var mine setup.Flags
	setup.Reload(t.Context(), mine.Group()) // nobody is there, and nobody minds

	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	claim, err := mine.Group().Become(ctx, instance.Resident, instance.Request{})
	if err != nil {
		t.Fatal(err)
	}
	asked, ended := make(chan instance.Request, 2), make(chan error, 1)
	go func() {
		ended <- claim.Serve(ctx, func(_ context.Context, r instance.Request) error { asked <- r; return nil })
	}()
	others := setup.Flags{Modules: []string{"/other.so"}}
	setup.Reload(ctx, others.Group())
	setup.Reload(ctx, mine.Group())
	if r := <-asked; r.Verb != instance.Reload {
		t.Errorf("asked to %q", r.Verb)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if len(asked) > 0 {
		t.Errorf("and again: %+v", <-asked)
	}
}
