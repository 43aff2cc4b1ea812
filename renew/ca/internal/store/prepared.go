package store

import (
	"context"
	"database/sql"
	"sync"
)

// statements keeps what SQLite has made of each query's text, which takes
// longer to make than most of the queries take to run. It may be used from any
// goroutine. For PostgreSQL the driver does the same by itself.
type statements struct {
	pool *sql.DB
	kept sync.Map // of *sql.Stmt by the query's text; it is closed with the pool
}

// of prepares a query. The queries are those of this package: they are few.
func (s *statements) of(ctx context.Context, query string) (*sql.Stmt, error) {
	if known, ok := s.kept.Load(query); ok {
		return known.(*sql.Stmt), nil
	}
	fresh, err := s.pool.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	known, raced := s.kept.LoadOrStore(query, fresh)
	if raced {
		return known.(*sql.Stmt), fresh.Close()
	}
	return fresh, nil
}

// prepared is a runner that keeps its statements: in tx, or each by itself if
// tx is nil.
type prepared struct {
	*statements
	tx *sql.Tx
}

func (p prepared) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	stmt, err := p.of(ctx, query)
	if err != nil || p.tx == nil {
		return stmt, err
	}
	return p.tx.StmtContext(ctx, stmt), nil
}

func (p prepared) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	stmt, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(ctx, args...)
}

func (p prepared) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

func (p prepared) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	stmt, err := p.statement(ctx, query)
	if err != nil {
		// A Row is made by the library alone; this one has the same error.
		return p.pool.QueryRowContext(ctx, query, args...)
	}
	return stmt.QueryRowContext(ctx, args...)
}
