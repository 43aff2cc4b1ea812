package store

import (
	"context"
	"database/sql"
	"errors"
)

// querier runs statements: in a transaction, or each by itself. A query has ?
// for each argument, whatever the database.
type querier struct {
	on      runner
	dialect dialect
}

// runner is a database or a transaction.
type runner interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// exec runs a statement and returns how many rows it has changed.
func (q querier) exec(ctx context.Context, query string, args ...any) (changed int64, err error) {
	result, err := q.on.ExecContext(ctx, q.dialect.rebind(query), args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// row runs a query for one row at most; Scan returns sql.ErrNoRows if there
// is none.
func (q querier) row(ctx context.Context, query string, args ...any) *sql.Row {
	return q.on.QueryRowContext(ctx, q.dialect.rebind(query), args...)
}

// each runs a query and hands over its rows one by one.
func (q querier) each(ctx context.Context, scan func(*sql.Rows) error, query string, args ...any) (err error) {
	rows, err := q.on.QueryContext(ctx, q.dialect.rebind(query), args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
