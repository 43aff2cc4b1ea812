package store

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// ErrPasswordInURL: the URL of a database holds a password, which would show
// in the list of processes, in shell histories and in logs.
var ErrPasswordInURL = errors.New("the database's URL must not hold a password: " +
	"put it into the file ~/.pgpass, or the one that PGPASSFILE names")

// IsPostgres tells whether a string is the URL of a PostgreSQL database.
func IsPostgres(database string) bool {
	return strings.HasPrefix(database, "postgres://") || strings.HasPrefix(database, "postgresql://")
}

// maxConnections is how many connections to PostgreSQL a store has at most;
// the server's own default is 100 for everybody.
const maxConnections = 16

// OpenPostgres opens the database that a URL such as
// postgres://ukeyca@db.example/ukeyca names and brings its tables up to date.
// The database must be there; the tables are made. What the URL leaves out is
// taken from where libpq takes it: the variables PGHOST, PGUSER …, the
// services file, the password file. A password in the URL is refused with
// ErrPasswordInURL. Commits wait for the disk whatever the server's default;
// only fsync = off, which is a setting of the whole server, defeats that.
func OpenPostgres(ctx context.Context, rawURL string) (*Store, error) {
	config, err := postgresConfig(rawURL)
	if err != nil {
		return nil, err
	}
	pool := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(makeDurable))
	pool.SetMaxOpenConns(maxConnections)
	pool.SetMaxIdleConns(maxConnections)
	s, err := newStore(ctx, pool, postgres)
	if err != nil {
		return nil, fmt.Errorf("open database %s on %s: %w", config.Database, config.Host, err)
	}
	return s, nil
}

func postgresConfig(rawURL string) (*pgx.ConnConfig, error) {
	parsed, err := url.Parse(rawURL)
	if err != nil || !IsPostgres(rawURL) {
		// The error would quote the URL, and with it a misplaced password.
		return nil, errors.New("open database: not a URL such as postgres://user@host/database")
	}
	_, inUser := parsed.User.Password()
	query := parsed.Query()
	if inUser || query.Has("password") || query.Has("sslpassword") {
		return nil, ErrPasswordInURL
	}
	config, err := pgx.ParseConfig(rawURL)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	return config, nil
}

// makeDurable makes a commit wait for the disk on a server that is set not to,
// and leaves alone a server that waits for more, such as for its replicas.
func makeDurable(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, `SELECT set_config('synchronous_commit', 'on', false)
		WHERE current_setting('synchronous_commit') = 'off'`)
	return err
}
