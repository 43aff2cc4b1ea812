package pgtest_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"

	"ukey/renew/ca/pgtest"
)

func TestMain(m *testing.M) {
	if os.Getenv(killed) != "" {
		waitForDeath()
	}
	goleak.VerifyTestMain(m)
}

// killed makes the test program start a server, say where, and wait.
const killed = "PGTEST_KILLED"

func waitForDeath() {
	url, err := new(pgtest.Server).Database(context.Background())
	fmt.Println(url, err)
	select {}
}

// query runs a statement on a database.
func query(ctx context.Context, database, statement string) (answer string, err error) {
	conn, err := pgx.Connect(ctx, database)
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

func TestAServerDoesNotOutliveItsTest(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), program)
	child.Env = append(os.Environ(), killed+"=1")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	said, err := bufio.NewReader(out).ReadString('\n')
	if killErr := child.Process.Kill(); err != nil || killErr != nil {
		t.Fatal(said, err, killErr)
	}
	_ = child.Wait() // it was killed

	server, err := url.Parse(strings.Fields(said)[0])
	if err != nil {
		t.Fatal(err)
	}
	dir := server.Query().Get("host")
	deadline := time.After(time.Minute)
	for {
		if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
			return
		}
		select {
		case <-deadline:
			t.Fatalf("%s is still there", dir)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
