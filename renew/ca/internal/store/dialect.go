package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/sqlite/*.sql migrations/postgres/*.sql
var migrations embed.FS

// dialect is what differs between the databases.
type dialect string

const (
	sqlite   dialect = "sqlite"
	postgres dialect = "postgres"
)

// migrate brings the tables up to date with all files in the dialect's folder.
func (d dialect) migrate(ctx context.Context, pool *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations/"+string(d))
	if err != nil {
		return err
	}
	kind, options := goose.DialectSQLite3, []goose.ProviderOption(nil)
	if d == postgres {
		// Processes on different machines, which no lock file keeps apart,
		// take turns.
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return err
		}
		kind, options = goose.DialectPostgres, append(options, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(kind, pool, files, options...)
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

// rebind writes a query's placeholders as the database wants them: $1, $2 …
// for PostgreSQL. No query has a question mark that is anything else.
func (d dialect) rebind(query string) string {
	if d != postgres {
		return query
	}
	var b strings.Builder
	for n := 1; ; n++ {
		before, after, found := strings.Cut(query, "?")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteString("$" + strconv.Itoa(n))
		query = after
	}
}

// The conditions in which PostgreSQL gives up a transaction that may well
// succeed when it is run again ("PostgreSQL Error Codes", class 40).
const (
	serializationFailure = "40001"
	deadlockDetected     = "40P01"
)

// passing tells whether a transaction failed for what others did at the same
// time, and may be run again. SQLite waits its turn instead.
func passing(err error) bool {
	failed := new(pgconn.PgError)
	return errors.As(err, &failed) && (failed.Code == serializationFailure || failed.Code == deadlockDetected)
}
