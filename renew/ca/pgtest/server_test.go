package pgtest_test

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"

	"ukey/renew/ca/pgtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// query runs a statement on a database.
func query(ctx context.Context, url, statement string) (answer string, err error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	err = conn.QueryRow(ctx, statement).Scan(&answer)
	return answer, err
}

func TestAServerGivesDatabasesUntilItStops(t *testing.T) {
	server := new(pgtest.Server)
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	seen := map[string]bool{}
	for range 2 {
		url, err := server.Database(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		name, err := query(t.Context(), url, "SELECT current_database()")
		if err != nil || seen[name] {
			t.Errorf("%s: %q, %v", url, name, err)
		}
		seen[name] = true
		if err := server.Stop(); err != nil {
			t.Fatal(err)
		}
		if _, err := query(t.Context(), url, "SELECT current_database()"); err == nil {
			t.Error("it answers after its end")
		}
	}
}
