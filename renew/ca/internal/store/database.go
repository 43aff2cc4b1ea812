package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// database is a pool of connections, and how to talk over them.
type database struct {
	pool    *sql.DB
	dialect dialect
	kept    *statements // nil for PostgreSQL, whose driver keeps them by itself
}

func newDatabase(pool *sql.DB, d dialect) database {
	db := database{pool: pool, dialect: d}
	if d == sqlite {
		db.kept = &statements{pool: pool}
	}
	return db
}

// alone runs statements each by itself.
func (db database) alone() querier {
	if db.kept == nil {
		return querier{db.pool, db.dialect}
	}
	return querier{prepared{db.kept, nil}, db.dialect}
}

// within runs statements in a transaction.
func (db database) within(tx *sql.Tx) querier {
	if db.kept == nil {
		return querier{tx, db.dialect}
	}
	return querier{prepared{db.kept, tx}, db.dialect}
}

// commit runs one transaction: begin, do, commit; or do's error and a
// rollback.
func (db database) commit(ctx context.Context, do transaction) error {
	tx, err := db.pool.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	if err := do.run(ctx, db.within(tx)); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit transaction: %w", err)
	}
	return nil
}
