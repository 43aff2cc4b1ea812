package store

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"
)

// setting asks every connection that the store may use at once for a setting.
func setting(t *testing.T, s *Store, query string) (values map[string]int) {
	t.Helper()
	values = map[string]int{}
	for range s.pool.Stats().MaxOpenConnections {
		conn, err := s.pool.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		var value string
		if err := conn.QueryRowContext(t.Context(), query).Scan(&value); err != nil {
			t.Fatal(err)
		}
		values[value]++
	}
	return values
}

func TestEveryCommitToSQLiteIsFlushed(t *testing.T) {
	s, err := OpenSQLite(t.Context(), filepath.Join(t.TempDir(), "ca.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	const full = "2" // https://sqlite.org/pragma.html#pragma_synchronous
	if values := setting(t, s, `PRAGMA synchronous`); len(values) != 1 || values[full] == 0 {
		t.Errorf("synchronous: %v", values)
	}
}

func TestCommitsToPostgresWaitForTheDiskWhateverTheServersDefault(t *testing.T) {
	for standard, want := range map[string]string{"off": "on", "on": "on", "remote_apply": "remote_apply"} {
		url, err := Postgres.Database(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		alter(t, url, "synchronous_commit", standard)
		s, err := OpenPostgres(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		if values := setting(t, s, `SHOW synchronous_commit`); len(values) != 1 || values[want] == 0 {
			t.Errorf("with %s as the default: %v", standard, values)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// alter changes a default of a database.
func alter(t *testing.T, url, name, value string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	quoted := pgx.Identifier{conn.Config().Database}.Sanitize()
	if _, err := conn.Exec(t.Context(), "ALTER DATABASE "+quoted+" SET "+name+" = "+value); err != nil {
		t.Fatal(err)
	}
}
