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
	db   querier
	pool *sql.DB
}

// newStore brings a database's tables up to date and takes it over: it is
// closed with the store, and if there is no store, at once.
func newStore(ctx context.Context, pool *sql.DB, d dialect) (*Store, error) {
	if err := d.migrate(ctx, pool); err != nil {
		return nil, errors.Join(fmt.Errorf("prepare the tables: %w", err), pool.Close())
	}
	return &Store{db: querier{pool, d}, pool: pool}, nil
}

// Close lets go of the database. Transactions under way fail.
func (s *Store) Close() error { return s.pool.Close() }
