// Package store keeps what a CA must not forget: every certificate that it
// issued, and every enrolment that it answered, with the answer.
//
// Start with [OpenSQLite] or [OpenPostgres]. What a method has written is on
// the disk when it returns. A Store may be used from any goroutine, and
// several processes may have the same database open.
//
// # Queries
//
// Each topic has a file with its methods and its queries. A query is written
// once, in the SQL that both databases speak, with ? for each argument; what
// writes more than one row, or writes what it has read, goes through
// [Store.atomically]. Only the migrations are written twice, because the types
// of columns have other names:
//
//	SQLite (STRICT)   PostgreSQL
//	INTEGER           BIGINT        numbers; times in seconds since 1970, UTC
//	TEXT              TEXT
//	BLOB              BYTEA
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// ErrNotFound: the store does not hold what was asked for.
var ErrNotFound = errors.New("not in the store")

// Store is an open database.
type Store struct {
	// db runs statements each by itself.
	db     querier
	pool   *sql.DB
	writes writer
}

// newStore brings a database's tables up to date and takes it over: it is
// closed with the store, and if there is no store, at once.
func newStore(ctx context.Context, pool *sql.DB, d dialect) (*Store, error) {
	if err := d.migrate(ctx, pool); err != nil {
		return nil, errors.Join(fmt.Errorf("prepare the tables: %w", err), pool.Close())
	}
	db := newDatabase(pool, d)
	s := &Store{db: db.alone(), pool: pool}
	if d == sqlite {
		s.writes = newGatherer(db)
	} else {
		s.writes = separate{db}
	}
	if err := s.fingerprint(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("prepare the tables: %w", err), s.Close())
	}
	return s, nil
}

// Close lets go of the database when what is being written is on the disk.
// Nothing may be asked of the store any more.
func (s *Store) Close() error {
	s.writes.close()
	return s.pool.Close()
}

// atomically runs do in a transaction, which is on the disk when atomically
// returns nil, and left no trace if it returns do's error. Do may be run more
// than once, and must use the context and the querier that it is given, never
// the store's own methods: they would wait for the transaction to end.
//
// When ctx ends, atomically gives up if do has not begun, and else waits for
// its end.
func (s *Store) atomically(ctx context.Context, do transaction) error { return s.writes.write(ctx, do) }
