// Package store keeps what a CA must not forget: every certificate that it
// issued, and every enrolment that it answered, with the answer.
//
// Start with [Open]. The database is SQLite, reached through database/sql with
// plain SQL, so that another database can follow. What a method has written is
// on the disk when it returns: the log is flushed at every commit.
//
// A Store may be used from any goroutine, and several processes may have the
// same file open.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the database/sql driver "sqlite"
)

// ErrNotFound: the store does not hold what was asked for.
var ErrNotFound = errors.New("not in the store")

//go:embed migrations/*.sql
var migrations embed.FS

// Store is an open database.
type Store struct{ db *sql.DB }

// Open opens the database in the file path and brings its tables up to date; a
// file that is not there is made, readable by its owner only. Two processes
// must not be in Open for the same file at once.
func Open(ctx context.Context, path string) (*Store, error) {
	if err := touch(path); err != nil {
		return nil, err
	}
	dsn, err := dataSource(path)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	if err := migrate(ctx, db); err != nil {
		return nil, errors.Join(fmt.Errorf("prepare database %s: %w", path, err), db.Close())
	}
	return &Store{db: db}, nil
}

// Close lets go of the database. Transactions under way fail.
func (s *Store) Close() error { return s.db.Close() }

// touch makes the file with the mode that SQLite then gives the files beside
// it as well.
func touch(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	return f.Close()
}

// dataSource names the file as a URI, in which no character of a path can be
// mistaken for a setting.
func dataSource(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("open database: %w", err)
	}
	slashed := filepath.ToSlash(abs)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // a drive letter: file:///C:/…
	}
	settings := url.Values{
		// The log lets readers go on while one writes; a full flush at each
		// commit is what makes an answer that was sent a promise.
		"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)"},
		// A transaction that writes takes the lock at once, and so never has
		// to give up half-way because another one wrote.
		"_txlock": {"immediate"},
	}
	uri := url.URL{Scheme: "file", Path: slashed, RawQuery: settings.Encode()}
	return uri.String(), nil
}

func migrate(ctx context.Context, db *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files)
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

// atomically runs do in a transaction and commits unless it fails.
func (s *Store) atomically(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	if err := do(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit transaction: %w", err)
	}
	return nil
}
