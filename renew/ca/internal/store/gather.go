package store

import (
	"context"
	"errors"
	"fmt"
)

// ErrClosed: the store was closed before it could write.
var ErrClosed = errors.New("the store is closed")

// gatherer runs transactions that wait at the same time as one, and so lets
// them share what takes longest: the flush to the disk at its end. SQLite lets
// one connection write at a time, so that nothing is lost by making them
// queue; and the longer the disk takes, the more of them share the next flush.
type gatherer struct {
	database
	waiting chan waiter // unbuffered: who has been received is being written
	closing chan struct{}
	ended   chan struct{}
}

// maxGathered bounds how long the first of those gathered waits for the last.
const maxGathered = 256

// waiter is a transaction that waits for its turn.
type waiter struct {
	do   transaction
	done chan error // takes the result without a reader
}

func newGatherer(db database) *gatherer {
	g := &gatherer{
		database: db, waiting: make(chan waiter),
		closing: make(chan struct{}), ended: make(chan struct{}),
	}
	go g.work()
	return g
}

func (g *gatherer) close() {
	close(g.closing)
	<-g.ended
}

func (g *gatherer) write(ctx context.Context, do transaction) error {
	w := waiter{do, make(chan error, 1)}
	select {
	case g.waiting <- w:
		return <-w.done
	case <-ctx.Done():
		return fmt.Errorf("wait to write: %w", ctx.Err())
	case <-g.closing:
		return ErrClosed
	}
}

// work writes until the gatherer is closed.
func (g *gatherer) work() {
	defer close(g.ended)
	for {
		select {
		case first := <-g.waiting:
			g.run(g.gather(first))
		case <-g.closing:
			return
		}
	}
}

// gather adds those that wait already; it waits for nobody.
func (g *gatherer) gather(first waiter) []waiter {
	all := []waiter{first}
	for len(all) < maxGathered {
		select {
		case next := <-g.waiting:
			all = append(all, next)
		default:
			return all
		}
	}
	return all
}

// run writes transactions together or, if that fails, one by one, so that each
// gets the error that is its own.
func (g *gatherer) run(all []waiter) {
	// They belong to several callers; no one's context ends the others'.
	ctx := context.Background()
	if len(all) > 1 {
		results := make([]error, len(all))
		err := g.commit(ctx, func(ctx context.Context, tx querier) error {
			for i, w := range all {
				var err error
				if results[i], err = nest(ctx, tx, w.do); err != nil {
					return err
				}
			}
			return nil
		})
		if err == nil {
			for i, w := range all {
				w.done <- results[i]
			}
			return
		}
	}
	for _, w := range all {
		w.done <- g.commit(ctx, w.do)
	}
}

// nest runs a transaction within another one. If it fails, what it did is
// undone and the outer one goes on; err means that the outer one cannot.
func nest(ctx context.Context, tx querier, do transaction) (result, err error) {
	if _, err := tx.exec(ctx, `SAVEPOINT nested`); err != nil {
		return nil, err
	}
	if result = do.run(ctx, tx); result != nil {
		if _, err := tx.exec(ctx, `ROLLBACK TO nested`); err != nil {
			return result, err
		}
	}
	_, err = tx.exec(ctx, `RELEASE nested`)
	return result, err
}
