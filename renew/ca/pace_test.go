package ca

import (
	"context"
	"errors"
	"net/netip"
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

func TestACallerMaySaveUpRequestsAndThenHasToWait(t *testing.T) {
	p := newPaces(2)
	now := time.Date(2026, 7, 20, 0, 0, 0, 0, time.UTC)
	for i := range 2 * burstSeconds {
		if wait := p.wait("a", now); wait != 0 {
			t.Fatalf("request %d has to wait %v", i, wait)
		}
	}
	if wait := p.wait("a", now); wait != time.Second/2 {
		t.Errorf("one request too many: waits %v", wait)
	}
	if wait := p.wait("b", now); wait != 0 {
		t.Errorf("somebody else waits %v", wait)
	}
	if wait := p.wait("a", now.Add(time.Second/2)); wait != 0 {
		t.Errorf("after the wait: %v more", wait)
	}
}

func TestPacesForgetWhomTheyNeedNotRemember(t *testing.T) {
	p := newPaces(1)
	now := time.Date(2026, 7, 20, 0, 0, 0, 0, time.UTC)
	for i := range 2*maxCallers + 1 {
		p.wait(strconv.Itoa(i), now)
	}
	if n := len(p.callers); n > maxCallers {
		t.Errorf("%d callers are remembered", n)
	}

	p = newPaces(1)
	for i := range maxCallers - 1 {
		p.wait("quiet "+strconv.Itoa(i), now)
	}
	now = now.Add(burstSeconds * time.Second)
	for range burstSeconds {
		p.wait("busy", now)
	}
	for i := range maxCallers / 2 {
		p.wait("late "+strconv.Itoa(i), now)
	}
	if n := len(p.callers); n > maxCallers/2+1 {
		t.Errorf("%d callers are remembered, most of whom have been quiet", n)
	}
	if wait := p.wait("busy", now); wait == 0 {
		t.Error("a busy caller was forgotten")
	}
}

func TestAddressesOfOneNetworkCountAsOne(t *testing.T) {
	same := func(a, b string) bool {
		return addressKey(netip.MustParseAddr(a)) == addressKey(netip.MustParseAddr(b))
	}
	if !same("2001:db8::1", "2001:db8::ffff:1") || same("2001:db8::1", "2001:db8:0:1::1") {
		t.Error("IPv6 is not counted by /64")
	}
	if same("192.0.2.1", "192.0.2.2") || !same("192.0.2.1", "::ffff:192.0.2.1") {
		t.Error("IPv4 is not counted by address")
	}
}

func TestTheKeyQueueIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newKeyQueue(1, 1)
		done, err := q.enter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ctx, giveUp := context.WithCancel(t.Context())
		waiting := make(chan error, 1)
		go func() {
			_, err := q.enter(ctx)
			waiting <- err
		}()
		synctest.Wait() // until the second one waits
		var refusal *Refusal
		if _, err := q.enter(t.Context()); !errors.As(err, &refusal) || refusal.Code != CodeBusy || refusal.RetryAfter <= 0 {
			t.Errorf("the third one: %v", err)
		}
		giveUp()
		if err := <-waiting; !errors.Is(err, context.Canceled) {
			t.Errorf("the second one, having given up: %v", err)
		}
		done()
		if done, err = q.enter(t.Context()); err != nil {
			t.Fatalf("after all that: %v", err)
		}
		done()
	})
}
