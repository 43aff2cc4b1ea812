package store

import (
	"context"
	"fmt"
	"runtime/debug"
)

// transaction is what is done in one. See Store.atomically for its duties.
type transaction func(ctx context.Context, tx querier) error

// run turns a panic into an error: it would strike others' transactions, too,
// or leave a connection in the middle of one.
func (do transaction) run(ctx context.Context, tx querier) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	return do(ctx, tx)
}

// writer runs transactions for Store.atomically. It is for any goroutine.
type writer interface {
	write(ctx context.Context, do transaction) error
	// close waits for what is being written. It is called once, at last.
	close()
}

// separate runs each transaction on a connection of its own: PostgreSQL takes
// what several of them commit at once to the disk together.
type separate struct{ database }

// attempts is how often a transaction is run that others get into the way of.
const attempts = 10

func (w separate) write(ctx context.Context, do transaction) error {
	for attempt := 1; ; attempt++ {
		err := w.commit(ctx, do)
		if attempt == attempts || !passing(err) {
			return err
		}
	}
}

func (separate) close() {}
