//go:build cgo && linux

package host_test

import (
	"context"
	"errors"
	"syscall"
	"testing"
	"time"

	"ukey/token"
	"ukey/token/host"
)

// watch collects hints until the test ends.
func watch(t *testing.T, d token.Driver) <-chan struct{} {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	hints := make(chan struct{}, 1024)
	ended := make(chan error, 1)
	go func() { ended <- d.Watch(ctx, func() { hints <- struct{}{} }) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("watch ended with %v", err)
		}
	})
	return hints
}

func wantHint(t *testing.T, hints <-chan struct{}, after string) {
	t.Helper()
	select {
	case <-hints:
	case <-time.After(patience):
		t.Fatalf("no hint after %s", after)
	}
}

// eventsOnly has the library asked for nothing but events, once and for all.
func eventsOnly(c *host.Config) { c.Args = []string{"events", c.Library, "1h"} }

// The process lists slots but once, so that hints can come from a wait inside
// the library alone.
func TestEventReachesTheWatch(t *testing.T) {
	b := newBench(t, token.P256)
	d := b.host(t, eventsOnly)
	_, err := d.Tokens(t.Context())
	must(t, err)
	hints := watch(t, d)
	b.waitForCall(t, "C_WaitForSlotEvent")
	must(t, b.token.Unplug())
	wantHint(t, hints, "unplugging")
	tokens, err := d.Tokens(t.Context())
	must(t, err)
	if len(tokens) != 0 {
		t.Errorf("%d tokens", len(tokens))
	}
	must(t, b.token.Plug())
	wantHint(t, hints, "plugging")
	if n := count(t, b, "C_WaitForSlotEvent"); n > 4 {
		t.Errorf("the library was asked for events %d times, so that it did not wait", n)
	}
}

func TestLibraryWithoutEventsIsListed(t *testing.T) {
	b := newBench(t, token.P256)
	must(t, b.store.SetEvents(false))
	d := b.host(t)
	_, err := d.Tokens(t.Context())
	must(t, err)
	hints := watch(t, d)
	must(t, b.token.Unplug())
	wantHint(t, hints, "unplugging")
}

func TestWatchGoesOnInTheNextProcess(t *testing.T) {
	b := newBench(t, token.P256)
	d := b.host(t)
	_, err := d.Tokens(t.Context())
	must(t, err)
	hints := watch(t, d)
	must(t, syscall.Kill(d.PID(), syscall.SIGSEGV))
	wantHint(t, hints, "the crash")
	_, err = d.Tokens(t.Context())
	must(t, err)
	for len(hints) > 0 {
		<-hints
	}
	must(t, b.token.Unplug())
	wantHint(t, hints, "unplugging")
}

func TestWatchWaitsWhileTheDriverIsSetAside(t *testing.T) {
	b := newBench(t, token.P256)
	d := b.host(t)
	for range 3 {
		must(t, b.store.Crash("C_GetSlotList", 1))
		_, err := d.Tokens(t.Context())
		if !errors.Is(err, token.ErrDriverCrashed) {
			t.Fatalf("error is %v", err)
		}
	}
	must(t, b.store.ResetCalls())
	hints := watch(t, d)
	wantHint(t, hints, "finding the driver set aside: whoever saw the last crash does not know it yet")
	if calls, err := b.store.Calls(); len(calls) > 0 || err != nil {
		t.Errorf("the library is asked: %v, %v", calls, err)
	}
	d.Retry()
	b.waitForCall(t, "C_WaitForSlotEvent")
}

// Nobody who watches keeps the process from being closed.
func TestCloseEndsTheWatch(t *testing.T) {
	b := newBench(t, token.P256)
	d := b.host(t)
	ended := make(chan error, 1)
	go func() { ended <- d.Watch(context.Background(), func() {}) }()
	b.waitForCall(t, "C_WaitForSlotEvent")
	pid := d.PID()
	must(t, d.Close())
	if err := <-ended; !errors.Is(err, token.ErrDriver) || alive(pid) {
		t.Errorf("watch ended with %v; process alive: %t", err, alive(pid))
	}
	// It was ended rather than finalised.
	if n := count(t, b, "C_Finalize"); n != 0 {
		t.Errorf("the library was finalised under a waiting thread")
	}
}

func count(t *testing.T, b bench, name string) int {
	t.Helper()
	calls, err := b.store.Calls()
	must(t, err)
	n := 0
	for _, c := range calls {
		if c == name {
			n++
		}
	}
	return n
}

// What the process asks the library by itself has a deadline as well, though
// nobody waits for the answer.
func TestHangInAQuestionOfTheWatchsOwnEndsTheProcess(t *testing.T) {
	b := newBench(t, token.P256)
	d := b.host(t, func(c *host.Config) { c.Args = []string{host.Command, c.Library, "1s"} })
	hints := watch(t, d)
	b.waitForCall(t, "C_WaitForSlotEvent")
	pid := d.PID()
	must(t, b.store.Hang("C_GetSlotList", 1))
	wantHint(t, hints, "the end of the process that hung")
	if alive(pid) {
		t.Error("it is still there")
	}
	_, err := d.Tokens(t.Context())
	must(t, err)
	for len(hints) > 0 {
		<-hints
	}
	must(t, b.token.Unplug())
	wantHint(t, hints, "unplugging")
}

// A driver that dies between two calls may have died of a key that was pulled
// out: that is looked at before the watch has rested, and once it goes on.
func TestADeathThatNobodySeesIsToldAtOnce(t *testing.T) {
	b := newBench(t, token.P256)
	d := b.host(t)
	hints := watch(t, d)
	b.waitForCall(t, "C_WaitForSlotEvent")
	must(t, syscall.Kill(d.PID(), syscall.SIGSEGV))
	wantHint(t, hints, "the death")
	wantHint(t, hints, "the watch has gone on")
}

// Some libraries answer nobody else while a thread waits for an event.
func TestALibraryThatHangsWhileItWaitsForEventsIsAskedForThemInstead(t *testing.T) {
	b := newBench(t, token.P256)
	must(t, b.store.SetSelfishWait(true))
	d := b.host(t)
	hints := watch(t, d)
	b.waitForCall(t, "C_WaitForSlotEvent")
	listed := make(chan error, 1)
	go func() {
		_, err := d.Tokens(t.Context())
		listed <- err
	}()
	eventually(t, "a call under way", func() bool { return d.Expire() == nil })
	if err := <-listed; !errors.Is(err, token.ErrDriverHung) {
		t.Errorf("error is %v", err)
	}
	must(t, b.store.ResetCalls())
	b.waitForCall(t, "C_WaitForSlotEvent") // by the next process
	tokens, err := d.Tokens(t.Context())
	must(t, err)
	if len(tokens) != 1 {
		t.Errorf("%d tokens", len(tokens))
	}
	must(t, b.token.Unplug())
	for len(tokens) > 0 {
		wantHint(t, hints, "unplugging")
		tokens, err = d.Tokens(t.Context())
		must(t, err)
	}
}
