package store_test

import (
	"context"
	"log"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"ukey/renew/ca/internal/store"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if err := store.Postgres.Stop(); err != nil {
			log.Print(err)
			code = 1
		}
		os.Exit(code)
	}))
}

// database is a fresh database of one of the kinds that the store speaks.
// Every call of Open opens it once more, as another process would.
type database struct {
	Name string
	Open func(context.Context) (*store.Store, error)
}

// onEach runs a test on a fresh database of each kind.
func onEach(t *testing.T, test func(t *testing.T, db database)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "ca.db")
		test(t, database{path, func(ctx context.Context) (*store.Store, error) { return store.OpenSQLite(ctx, path) }})
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		url, err := store.Postgres.Database(t.Context())
		must(t, err)
		test(t, database{url, func(ctx context.Context) (*store.Store, error) { return store.OpenPostgres(ctx, url) }})
	})
}

// open opens a store until the test ends.
func (db database) open(t testing.TB) *store.Store {
	t.Helper()
	s, err := db.Open(t.Context())
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}
