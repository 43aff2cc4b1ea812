package store

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"golang.org/x/sync/errgroup"
)

// gathering is a store whose gatherer is busy, so that what is written waits.
type gathering struct {
	*Store
	release func()
	busy    chan error
}

func gatherIn(t *testing.T) gathering {
	t.Helper()
	s, err := OpenSQLite(t.Context(), filepath.Join(t.TempDir(), "ca.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.db.exec(t.Context(), `CREATE TABLE marks (mark TEXT PRIMARY KEY) STRICT`); err != nil {
		t.Fatal(err)
	}
	begun, release := make(chan struct{}), make(chan struct{})
	g := gathering{s, func() { close(release) }, make(chan error, 1)}
	go func() {
		g.busy <- s.atomically(t.Context(), func(context.Context, querier) error {
			close(begun)
			<-release
			return nil
		})
	}()
	<-begun
	t.Cleanup(func() {
		if err := errors.Join(<-g.busy, s.Close()); err != nil {
			t.Error(err)
		}
	})
	return g
}

// together runs transactions in one, as the gatherer does with those that
// have been waiting, and returns their results.
func (g gathering) together(all ...transaction) []error {
	waiters := make([]waiter, len(all))
	for i, do := range all {
		waiters[i] = waiter{do, make(chan error, 1)}
	}
	g.release()
	g.writes.(*gatherer).run(waiters)
	results := make([]error, len(all))
	for i, w := range waiters {
		results[i] = <-w.done
	}
	return results
}

// mark is a transaction that leaves a mark.
func mark(text string) transaction {
	return func(ctx context.Context, tx querier) error {
		_, err := tx.exec(ctx, `INSERT INTO marks (mark) VALUES (?)`, text)
		return err
	}
}

func (g gathering) marked(t *testing.T, text string) bool {
	t.Helper()
	var n int
	if err := g.db.row(t.Context(), `SELECT count(*) FROM marks WHERE mark = ?`, text).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n > 0
}

func TestThoseThatWaitShareTheNextCommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := gatherIn(t)
		var group errgroup.Group
		used := make([]any, 10)
		for i := range used {
			group.Go(func() error {
				return g.atomically(t.Context(), func(_ context.Context, tx querier) error {
					used[i] = tx.on
					return nil
				})
			})
		}
		synctest.Wait() // all of them wait
		g.release()
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
		for i, tx := range used {
			if tx == nil || tx != used[0] {
				t.Errorf("writer %d has another transaction than the first", i)
			}
		}
	})
}

func TestWhoFailsHarmsNobodyElse(t *testing.T) {
	g := gatherIn(t)
	refused := errors.New("refused")
	results := g.together(
		mark("first"),
		func(ctx context.Context, tx querier) error { return errors.Join(mark("undone")(ctx, tx), refused) },
		mark("first"), // taken
		func(context.Context, querier) error { panic("the cause") },
		mark("last"),
	)
	if results[0] != nil || !errors.Is(results[1], refused) || results[2] == nil || results[4] != nil {
		t.Errorf("got %v", results)
	}
	if results[3] == nil || !strings.Contains(results[3].Error(), "the cause") {
		t.Errorf("the panic: %v", results[3])
	}
	for text, want := range map[string]bool{"first": true, "undone": false, "last": true} {
		if g.marked(t, text) != want {
			t.Errorf("marked %s: %v", text, !want)
		}
	}
}

func TestATransactionThatIsLostIsRunOneByOne(t *testing.T) {
	g := gatherIn(t)
	runs := 0
	results := g.together(
		mark("first"),
		func(ctx context.Context, tx querier) error {
			// As a full disk does, the first time this ends the whole
			// transaction.
			if runs++; runs == 1 {
				_, err := tx.exec(ctx, `ROLLBACK`)
				return errors.Join(err, errors.New("disk full"))
			}
			return mark("second")(ctx, tx)
		},
		mark("third"),
	)
	if err := errors.Join(results...); err != nil || runs != 2 {
		t.Errorf("%d runs, %v", runs, err)
	}
	for _, text := range []string{"first", "second", "third"} {
		if !g.marked(t, text) {
			t.Errorf("%s is lost", text)
		}
	}
}

func TestWhoGivesUpWaitingWritesNothing(t *testing.T) {
	g := gatherIn(t)
	ctx, cancel := context.WithCancel(t.Context())
	gaveUp := make(chan error, 1)
	go func() { gaveUp <- g.atomically(ctx, mark("late")) }()
	cancel()
	if err := <-gaveUp; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	g.release()
	if err := g.atomically(t.Context(), mark("next")); err != nil {
		t.Fatal(err)
	}
	if g.marked(t, "late") || !g.marked(t, "next") {
		t.Error("the wrong ones are marked")
	}
}

func TestAClosedStoreSaysSo(t *testing.T) {
	s, err := OpenSQLite(t.Context(), filepath.Join(t.TempDir(), "ca.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.atomically(t.Context(), mark("late")); !errors.Is(err, ErrClosed) {
		t.Errorf("got %v", err)
	}
}
