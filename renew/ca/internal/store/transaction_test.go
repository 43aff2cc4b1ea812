package store

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/sync/errgroup"
)

func TestWhoeverGetsIntoADeadlockGoesAgain(t *testing.T) {
	url, err := Postgres.Database(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s, err := OpenPostgres(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, statement := range []string{
		`CREATE TABLE marks (mark TEXT PRIMARY KEY, n BIGINT NOT NULL)`,
		`INSERT INTO marks (mark, n) VALUES ('a', 0), ('b', 0)`,
	} {
		if _, err := s.db.exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	count := func(ctx context.Context, tx querier, mark string) error {
		_, err := tx.exec(ctx, `UPDATE marks SET n = n + 1 WHERE mark = ?`, mark)
		return err
	}
	// Each takes one row, waits until the other one has the other, and wants
	// that as well.
	var runs atomic.Int64
	var both sync.WaitGroup
	both.Add(2)
	var group errgroup.Group
	for _, marks := range [][2]string{{"a", "b"}, {"b", "a"}} {
		var first sync.Once
		group.Go(func() error {
			return s.atomically(t.Context(), func(ctx context.Context, tx querier) error {
				runs.Add(1)
				if err := count(ctx, tx, marks[0]); err != nil {
					return err
				}
				first.Do(func() {
					both.Done()
					both.Wait()
				})
				return count(ctx, tx, marks[1])
			})
		})
	}
	if err := group.Wait(); err != nil || runs.Load() < 3 {
		t.Errorf("%d runs, %v", runs.Load(), err)
	}
	var sum int
	if err := s.db.row(t.Context(), `SELECT sum(n) FROM marks`).Scan(&sum); err != nil || sum != 4 {
		t.Errorf("counted %d, %v", sum, err)
	}
}

func TestAPanicInATransactionLeavesTheConnectionUsable(t *testing.T) {
	url, err := Postgres.Database(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s, err := OpenPostgres(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for range maxConnections + 1 {
		err := s.atomically(t.Context(), func(context.Context, querier) error { panic("the cause") })
		if err == nil || !strings.Contains(err.Error(), "the cause") {
			t.Fatalf("got %v", err)
		}
	}
	refused := errors.New("refused")
	if err := s.atomically(t.Context(), func(context.Context, querier) error { return refused }); !errors.Is(err, refused) {
		t.Errorf("got %v", err)
	}
}
