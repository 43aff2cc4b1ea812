package ca

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/semaphore"
)

// keyRetry is when a client that found the queue full may ask again.
const keyRetry = 30 * time.Second

// keyQueue limits how many encryption keys are made at once, so that they
// leave the machine time for everybody else, and how many requests wait.
type keyQueue struct {
	places *semaphore.Weighted // those who work and those who wait; nil: any number
	makers *semaphore.Weighted
}

func newKeyQueue(makers, waiting int) *keyQueue {
	q := &keyQueue{makers: semaphore.NewWeighted(int64(makers))}
	if waiting >= 0 {
		q.places = semaphore.NewWeighted(int64(makers + waiting))
	}
	return q
}

// enter waits until a key may be made; the caller calls done afterwards. The
// error is a *Refusal if too many wait already, or that ctx has ended.
func (q *keyQueue) enter(ctx context.Context) (done func(), err error) {
	if q.places != nil && !q.places.TryAcquire(1) {
		return nil, refuse(CodeBusy, "too many requests wait for a key").after(keyRetry)
	}
	leave := func() {
		if q.places != nil {
			q.places.Release(1)
		}
	}
	if err := q.makers.Acquire(ctx, 1); err != nil {
		leave()
		return nil, fmt.Errorf("wait to make an encryption key: %w", err)
	}
	return func() {
		q.makers.Release(1)
		leave()
	}, nil
}
