package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"ukey/renew/ca/internal/store"
)

func TestNoCharacterOfAPathIsASetting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "odd ?#%20 name.db")
	s, err := store.OpenSQLite(t.Context(), path)
	must(t, err)
	must(t, s.Close())
	if content, err := os.ReadFile(path); err != nil || !strings.HasPrefix(string(content), "SQLite format 3") {
		t.Errorf("the database is elsewhere: %v", err)
	}
}

func TestAPasswordInTheURLIsRefusedAndNotRepeated(t *testing.T) {
	for _, url := range []string{
		"postgres://ukeyca:hunter2@db.example/ukeyca",
		"postgresql://db.example/ukeyca?user=ukeyca&password=hunter2",
		"postgres://db.example/ukeyca?sslpassword=hunter2",
	} {
		_, err := store.OpenPostgres(t.Context(), url)
		if !errors.Is(err, store.ErrPasswordInURL) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", url, err)
		}
	}
	for _, url := range []string{
		"postgres://ukeyca:hunter2@db.example:port/ukeyca", "postgres://ukeyca:hunter2%zz@db.example/x",
		"host=db.example password=hunter2", "hunter2.db", "postgres://%hunter2",
	} {
		if _, err := store.OpenPostgres(t.Context(), url); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestAnUnreachableServerIsNamed(t *testing.T) {
	t.Setenv("PGPASSWORD", "hunter2")
	_, err := store.OpenPostgres(t.Context(), "postgres://ukeyca@127.0.0.1:1/certificates?sslmode=disable")
	if err == nil || !strings.Contains(err.Error(), "certificates") || !strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("got %v", err)
	}
	if err != nil && strings.Contains(err.Error(), "hunter2") {
		t.Errorf("the password shows: %v", err)
	}
}

func TestAStoreOutlivesItsConnections(t *testing.T) {
	url, err := store.Postgres.Database(t.Context())
	must(t, err)
	s, err := store.OpenPostgres(t.Context(), url)
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	must(t, s.AddCertificate(t.Context(), certificate(t, 1)))

	// As a server does that is started again.
	conn, err := pgx.Connect(t.Context(), url)
	must(t, err)
	defer conn.Close(context.WithoutCancel(t.Context()))
	_, err = conn.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND pid <> pg_backend_pid()`)
	must(t, err)

	// Whoever meets a dead connection fails, and the next one gets another.
	const connections = 16
	for range connections {
		if err = s.AddCertificate(t.Context(), certificate(t, 2)); err == nil {
			return
		}
	}
	t.Errorf("after %d attempts: %v", connections, err)
}
