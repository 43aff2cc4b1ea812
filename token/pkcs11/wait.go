//go:build cgo

package pkcs11

import (
	"context"
	"errors"
	"sync"
	"time"

	p11 "github.com/miekg/pkcs11"

	"ukey/token"
)

// wait is a thread inside C_WaitForSlotEvent, which nothing can end but the
// library, and the watches that it wakes.
type wait struct {
	native *native
	// retry is the pause after an answer that is neither an event nor final.
	retry time.Duration

	mu      sync.Mutex
	ended   bool
	watches map[chan struct{}]struct{}
}

// joinWait returns a channel that gets a value at each event and is closed if
// the library cannot wait; nil if it must not. The caller calls leave.
func (d *Driver) joinWait(ctx context.Context) (events <-chan struct{}, leave func(), err error) {
	release, err := d.acquire(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer release()
	if !d.options.blocking || d.module.unlocked || d.module.native == nil {
		return nil, func() {}, nil
	}
	if d.wait == nil {
		d.wait = &wait{native: d.module.native, retry: d.options.listInterval, watches: make(map[chan struct{}]struct{})}
		go d.wait.run()
	}
	own, leave := d.wait.join()
	return own, leave, nil
}

// join adds a watch.
func (w *wait) join() (own chan struct{}, leave func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	own = make(chan struct{}, 1)
	if w.ended {
		close(own)
		return own, func() {}
	}
	w.watches[own] = struct{}{}
	return own, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.watches, own)
	}
}

// pending tells whether a thread is inside the library, or may be.
func (w *wait) pending() bool {
	if w == nil {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.ended
}

// run waits for events until the library says that it cannot, or has been
// finalised. It holds no lock of ours, so that others can use the library.
func (w *wait) run() {
	for {
		err := failure("C_WaitForSlotEvent", w.native.awaitSlotEvent())
		switch {
		case err == nil:
			w.wake()
			// One that calls everything an event is not asked all the time.
			<-time.After(shortest)
		case errors.Is(err, token.ErrUnsupported), code(err) == p11.CKR_CRYPTOKI_NOT_INITIALIZED:
			w.end()
			return
		default:
			<-time.After(w.retry)
		}
	}
}

// shortest is the least time between two events that are told apart.
const shortest = 20 * time.Millisecond

func (w *wait) wake() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for own := range w.watches {
		select {
		case own <- struct{}{}:
		default: // it has not seen the last one yet, and will see this too
		}
	}
}

func (w *wait) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = true
	for own := range w.watches {
		delete(w.watches, own)
		close(own)
	}
}
