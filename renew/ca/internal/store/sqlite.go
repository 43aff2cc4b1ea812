package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	_ "modernc.org/sqlite" // the database/sql driver "sqlite"
)

// OpenSQLite opens the database in the file path and brings its tables up to
// date; a file that is not there is made, readable by its owner only. Two
// processes must not be in OpenSQLite for the same file at once.
func OpenSQLite(ctx context.Context, path string) (*Store, error) {
	if err := touch(path); err != nil {
		return nil, err
	}
	dsn, err := dataSource(path)
	if err != nil {
		return nil, err
	}
	pool, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	pool.SetMaxOpenConns(sqliteConnections())
	pool.SetMaxIdleConns(sqliteConnections())
	s, err := newStore(ctx, pool, sqlite)
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	return s, nil
}

// sqliteConnections is one that writes and enough that read to keep every core
// busy: SQLite works in our own threads.
func sqliteConnections() int { return 1 + 2*runtime.GOMAXPROCS(0) }

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
