//go:build cgo

package pkcs11

import (
	"context"
	"errors"
	"slices"
	"time"

	"ukey/token"
)

var (
	_ token.Driver    = (*Driver)(nil)
	_ token.Refresher = (*Driver)(nil)
	_ token.Unblocker = (*Driver)(nil)
)

// Driver is a loaded PKCS#11 library. It is safe for concurrent use: calls
// wait for each other, and stop waiting when their context ends.
type Driver struct {
	path    string
	options options

	// lock is held by whoever talks to the library. It is a channel so that
	// waiting for it can be given up. Everything below belongs to its holder.
	lock     chan struct{}
	module   *module
	owned    bool // initialised by us, so ours to finalise
	closed   bool
	sessions map[*session]struct{}
	// listed is the slot list of the last look; nil before the first.
	listed []uint
	// lastSlot is where each token was when they were last listed, at
	// lastList: a guess to be checked. lastList is zero once something has
	// moved since.
	lastSlot map[token.ID]uint
	lastList time.Time
	// wait is set while a thread waits for events inside the library.
	wait *wait
}

// trustList is how long the last list is believed where nothing depends on it
// but what is shown: less than it takes to pull one key and plug in another.
const trustList = 500 * time.Millisecond

// Name returns the library's path.
func (d *Driver) Name() string { return d.path }

// acquire waits for the library to be free. The caller calls release.
func (d *Driver) acquire(ctx context.Context) (release func(), err error) {
	// An ended context wins over a free lock.
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case d.lock <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	release = func() { <-d.lock }
	if d.closed {
		release()
		return nil, errClosed
	}
	return release, nil
}

// Tokens implements token.Driver. A slot that cannot be read does not hide the
// others; its error is returned only if there is nothing else to return.
func (d *Driver) Tokens(ctx context.Context) ([]token.Info, error) {
	release, err := d.acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	return d.list(ctx)
}

// list reads all slots and remembers where each token is. A token that is said
// to be gone while its slot is listed is looked for once more: either it has
// just been pulled out, or its driver was mistaken for a moment.
func (d *Driver) list(ctx context.Context) ([]token.Info, error) {
	tokens, err := d.readSlots(ctx)
	if errors.Is(err, token.ErrRemoved) {
		tokens, err = d.readSlots(ctx)
	}
	if len(tokens) > 0 && ctx.Err() == nil {
		err = nil
	}
	return tokens, err
}

// readSlots lists the tokens that can be read. The error is that of a slot
// that cannot.
func (d *Driver) readSlots(ctx context.Context) (tokens []token.Info, failed error) {
	started := time.Now()
	slots, err := d.look(ctx)
	if err != nil {
		return nil, err
	}
	clear(d.lastSlot)
	for _, slot := range slots {
		raw, err := d.module.tokenInfo(ctx, slot)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			failed = err
			continue
		}
		info, ok := d.describe(slot, raw)
		if !ok {
			continue
		}
		tokens = append(tokens, info)
		if _, twice := d.lastSlot[info.ID]; !twice {
			d.lastSlot[info.ID] = slot
		}
	}
	d.lastList = started
	return tokens, failed
}

// look lists the slots with a token, after which sessions on slots that are
// gone are dead: their handles may soon stand for other sessions.
func (d *Driver) look(ctx context.Context) ([]uint, error) {
	slots, err := d.module.slots(ctx)
	if err != nil {
		return nil, err
	}
	present := make(map[uint]bool, len(slots))
	for _, slot := range slots {
		present[slot] = true
	}
	d.buryWhere(func(s *session) bool { return !present[s.slot] })
	if !slices.Equal(slots, d.listed) {
		d.lastList = time.Time{}
	}
	d.listed = append([]uint{}, slots...)
	return slots, nil
}

// locate finds the slot of a token, as it is now. The error is ErrRemoved if
// the token is not there.
func (d *Driver) locate(ctx context.Context, id token.ID) (token.Info, error) {
	if slot, ok := d.lastSlot[id]; ok {
		if err := d.module.lookAgain(ctx); err != nil {
			return token.Info{}, err
		}
		if info, err := d.holder(ctx, slot, id); err == nil {
			return info, nil
		}
	}
	tokens, err := d.list(ctx)
	if err != nil {
		return token.Info{}, err
	}
	for _, info := range tokens {
		if info.ID == id {
			return info, nil
		}
	}
	return token.Info{}, token.ErrRemoved
}

// wantHolds makes sure that a slot holds a token, after something was read from
// it or before a PIN goes to it. The error is ErrRemoved if it does not.
func (d *Driver) wantHolds(ctx context.Context, slot uint, id token.ID) error {
	_, err := d.holder(ctx, slot, id)
	return d.noticeRemoval(ctx, slot, err)
}

// holder reads what a token in a slot says of itself. The error is ErrRemoved
// if it is another one.
func (d *Driver) holder(ctx context.Context, slot uint, id token.ID) (token.Info, error) {
	raw, err := d.module.tokenInfo(ctx, slot)
	if err != nil {
		return token.Info{}, err
	}
	info, ok := d.describe(slot, raw)
	if !ok || info.ID != id {
		return token.Info{}, token.ErrRemoved
	}
	return info, nil
}

// noticeRemoval follows up an error that means that the token is gone: it
// makes the library look at its slots, since some answer for a token that is
// no longer there until they do, and ends the sessions on it.
func (d *Driver) noticeRemoval(ctx context.Context, slot uint, err error) error {
	if !errors.Is(err, token.ErrRemoved) {
		return err
	}
	d.buryWhere(func(s *session) bool { return s.slot == slot })
	d.lastList = time.Time{}
	// Whatever this look finds, the error to report is the first one.
	_, _ = d.look(context.WithoutCancel(ctx))
	// Should the token be there after all, the library still has our sessions
	// and the login that came with them.
	if d.owned {
		_ = d.module.closeAll(ctx, slot)
	}
	return err
}

// buryWhere marks sessions as dead and forgets them.
func (d *Driver) buryWhere(lost func(*session) bool) {
	for s := range d.sessions {
		if lost(s) {
			s.dead = true
			delete(d.sessions, s)
		}
	}
}

// Refresh implements token.Refresher.
func (d *Driver) Refresh(ctx context.Context) error {
	release, err := d.acquire(ctx)
	if err != nil {
		return err
	}
	defer release()
	if len(d.sessions) > 0 || !d.owned || d.wait.pending() {
		return nil
	}
	if err := d.module.call(ctx, "C_Finalize", func() error { return d.module.binding.Finalize() }); err != nil {
		return err
	}
	// Once finalised there is no way back but to initialise again.
	d.owned, err = d.module.initialize(context.WithoutCancel(ctx))
	return err
}

// Close implements token.Driver. It waits for a call that is under way and may
// be called more than once.
func (d *Driver) Close() error {
	d.lock <- struct{}{}
	defer func() { <-d.lock }()
	if d.closed {
		return nil
	}
	d.closed = true
	ctx := context.Background()
	var errs []error
	for s := range d.sessions {
		errs = append(errs, s.end(ctx))
	}
	if d.wait.pending() {
		return errors.Join(errs...)
	}
	if d.owned {
		errs = append(errs, d.module.call(ctx, "C_Finalize", func() error { return d.module.binding.Finalize() }))
	}
	d.module.binding.Destroy()
	return errors.Join(errs...)
}
