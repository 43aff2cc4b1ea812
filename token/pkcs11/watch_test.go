//go:build cgo && linux

package pkcs11_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"ukey/token"
	"ukey/token/pkcs11"
)

// never is an interval that no test lives to see the end of.
const never = time.Hour

// watch counts hints until the test ends.
func watch(t *testing.T, d *pkcs11.Driver) <-chan struct{} {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	hints := make(chan struct{}, 1024)
	ended := make(chan error)
	go func() { ended <- d.Watch(ctx, func() { hints <- struct{}{} }) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("watch ended with %v", err)
		}
	})
	return hints
}

func wantHint(t *testing.T, hints <-chan struct{}) {
	t.Helper()
	select {
	case <-hints:
	case <-time.After(patience):
		t.Fatal("no hint came")
	}
}

// The list is polled once at the start, so that with a list interval of an
// hour only events can bring a hint.
func TestEventsAloneBringHints(t *testing.T) {
	b := newBench(t, newIssuer(t), token.P256)
	d := b.load(t, pkcs11.WatchEvery(5*time.Millisecond, never))
	_, err := d.Tokens(t.Context())
	must(t, err)
	hints := watch(t, d)
	must(t, b.token.Unplug())
	wantHint(t, hints)
	must(t, b.token.Plug())
	wantHint(t, hints)
}

// Events get lost, and SoftHSM has none at all.
func TestTheListAloneBringsHints(t *testing.T) {
	b := newBench(t, newIssuer(t), token.P256)
	must(t, b.store.SetEvents(false))
	d := b.load(t, pkcs11.WatchEvery(never, 5*time.Millisecond))
	_, err := d.Tokens(t.Context())
	must(t, err)
	hints := watch(t, d)
	must(t, b.token.Unplug())
	wantHint(t, hints)
	must(t, b.token.Plug())
	wantHint(t, hints)
}

// What happens between the first list and the watch is not missed.
func TestAMoveBeforeTheWatchBringsAHint(t *testing.T) {
	b := newBench(t, newIssuer(t), token.P256)
	must(t, b.store.SetEvents(false))
	d := b.load(t, pkcs11.WatchEvery(never, 5*time.Millisecond))
	_, err := d.Tokens(t.Context())
	must(t, err)
	must(t, b.token.Unplug())
	wantHint(t, watch(t, d))
}

func TestWatchSurvivesADriverThatFails(t *testing.T) {
	b := newBench(t, newIssuer(t), token.P256)
	d := b.load(t, pkcs11.WatchEvery(5*time.Millisecond, 5*time.Millisecond))
	_, err := d.Tokens(t.Context())
	must(t, err)
	for nth := range 5 {
		must(t, b.store.Fail("C_GetSlotList", nth+1, deviceError))
		must(t, b.store.Fail("C_WaitForSlotEvent", nth+1, functionFailed))
	}
	hints := watch(t, d)
	wantHint(t, hints) // it fails
	wantHint(t, hints) // it works again
	must(t, b.token.Unplug())
	wantHint(t, hints)
}

// A key that stays where it is says nothing, however often it is asked.
func TestNoHintWithoutAMove(t *testing.T) {
	b := newBench(t, newIssuer(t), token.P256)
	d := b.load(t, pkcs11.WatchEvery(time.Millisecond, time.Millisecond))
	_, err := d.Tokens(t.Context())
	must(t, err)
	must(t, b.store.ResetCalls())
	hints := watch(t, d)
	untilCalled(t, b.store, func(calls []string) bool { return len(calls) > 50 })
	if n := len(hints); n > 0 {
		t.Errorf("%d hints", n)
	}
}

// Each way to learn of a move does without the others, as often as the programs
// ask; make bench tells how long that takes.
func TestMovesAreNoticedAsTheProgramsWatch(t *testing.T) {
	blocking := func(t *testing.T, b bench) *pkcs11.Driver {
		// Without events the thread that waits in the library ends.
		t.Cleanup(func() { must(t, b.store.SetEvents(false)) })
		return b.load(t, pkcs11.Blocking())
	}
	asking := func(t *testing.T, b bench) *pkcs11.Driver { return b.load(t) }
	silent := func(t *testing.T, b bench) *pkcs11.Driver {
		must(t, b.store.SetEvents(false))
		return b.load(t)
	}
	for name, load := range map[string]func(*testing.T, bench) *pkcs11.Driver{
		"waiting for events": blocking,
		"asking for events":  asking,
		"without events":     silent,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, newIssuer(t), token.P256)
			d := load(t, b)
			_, err := d.Tokens(t.Context())
			must(t, err)
			hints := watch(t, d)
			must(t, b.token.Unplug())
			for {
				wantHint(t, hints)
				tokens, err := d.Tokens(t.Context())
				must(t, err)
				if len(tokens) == 0 {
					break
				}
			}
		})
	}
}
