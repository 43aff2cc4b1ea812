package store

import (
	"context"
	"errors"
	"fmt"
)

// ErrNoSnapshot: the database is a server's, which has tools of its own for
// copies of it, such as pg_dump.
var ErrNoSnapshot = errors.New("the database is no file")

// Snapshot writes the database as it is at one moment into a new file, which
// OpenSQLite opens. Others go on reading and writing meanwhile. The error is
// ErrNoSnapshot for any other database than SQLite.
func (s *Store) Snapshot(ctx context.Context, path string) error {
	if s.db.dialect != sqlite {
		return ErrNoSnapshot
	}
	if err := touch(path); err != nil { // for the mode; SQLite takes an empty file for a new one
		return err
	}
	if _, err := s.db.exec(ctx, `VACUUM INTO ?`, path); err != nil {
		return fmt.Errorf("copy database to %s: %w", path, err)
	}
	return nil
}
