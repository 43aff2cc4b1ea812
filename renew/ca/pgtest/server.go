// Package pgtest starts a PostgreSQL server of its own for tests and the
// bench, from the programs that the system has, on a Unix socket in a folder
// that only its user can enter. No test meets a server that was there before.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"

	"github.com/jackc/pgx/v5"
)

// Server is a PostgreSQL server, which starts when the first database is asked
// of it. The zero value is ready for use, from any goroutine.
type Server struct {
	// Durable makes commits wait for the disk, as servers do that are not
	// thrown away afterwards.
	Durable bool

	mu        sync.Mutex
	databases int
	dir       string // empty while it does not run
	bin       string
	guard     *guard
}

// superuser owns everything on the server. It has no password, and no other
// user of the machine reaches the socket.
const superuser = "ukey"

// Database makes a new, empty database and returns its URL.
func (s *Server) Database(ctx context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dir == "" {
		if err := s.start(ctx); err != nil {
			return "", fmt.Errorf("start PostgreSQL: %w", err)
		}
	}
	s.databases++
	name := fmt.Sprintf("test%d", s.databases)
	if err := s.execute(ctx, "CREATE DATABASE "+name); err != nil {
		return "", err
	}
	return s.url(name), nil
}

// Stop ends the server and removes all of its data. A server that never
// started needs no stop, and one that was stopped may be used again.
func (s *Server) Stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dir == "" {
		return nil
	}
	err := s.guard.end()
	s.dir = ""
	return err
}

func (s *Server) start(ctx context.Context) (err error) {
	if s.bin, err = programs(); err != nil {
		return err
	}
	// The name is short, because a socket's path may have some 100 bytes.
	if s.dir, err = os.MkdirTemp("", "pgtest-"); err != nil {
		return err
	}
	if err := giveAway(s.dir); err != nil {
		return errors.Join(err, os.RemoveAll(s.dir))
	}
	if s.guard, err = newGuard(s.bin, s.dir); err != nil {
		return errors.Join(err, os.RemoveAll(s.dir))
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.guard.end())
			s.dir = ""
		}
	}()
	if err := s.run(ctx, "initdb", "--pgdata", s.data(), "--username", superuser,
		"--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"); err != nil {
		return err
	}
	settings := "-c listen_addresses= -c port=5432 -c unix_socket_directories=" + s.dir
	if !s.Durable {
		settings += " -c fsync=off -c full_page_writes=off"
	}
	return s.run(ctx, "pg_ctl", "start", "--pgdata", s.data(), "--wait", "--timeout", "120",
		"--log", filepath.Join(s.dir, "log"), "--options", settings)
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// url names everything, so that no PG… variable changes where it leads.
func (s *Server) url(database string) string {
	where := url.Values{"host": {s.dir}, "port": {"5432"}, "user": {superuser}, "sslmode": {"disable"}}
	u := url.URL{Scheme: "postgres", Path: "/" + database, RawQuery: where.Encode()}
	return u.String()
}

func (s *Server) execute(ctx context.Context, statement string) (err error) {
	conn, err := pgx.Connect(ctx, s.url("postgres"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	_, err = conn.Exec(ctx, statement)
	return err
}

// run runs one of the server's programs to its end. The server that pg_ctl
// leaves behind writes to its log, and so does not hold up the call.
func (s *Server) run(ctx context.Context, program string, args ...string) error {
	said, err := os.CreateTemp(s.dir, "said-")
	if err != nil {
		return err
	}
	defer said.Close()
	cmd := exec.CommandContext(ctx, filepath.Join(s.bin, program), args...)
	cmd.Dir = s.dir
	cmd.Stdout, cmd.Stderr = said, said
	if err := asServer(cmd); err != nil {
		return err
	}
	if err := cmd.Run(); err != nil {
		content, _ := os.ReadFile(said.Name())
		log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
		return fmt.Errorf("%s: %w\n%s%s", program, err, content, log)
	}
	return nil
}

// programs finds the folder of the server's programs. Debian keeps one for
// each release of PostgreSQL, outside of PATH.
func programs() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if len(found) > 0 {
		return filepath.Dir(slices.Max(found)), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", fmt.Errorf("no PostgreSQL server here; Debian's package is postgresql: %w", err)
	}
	return filepath.Dir(path), nil
}
