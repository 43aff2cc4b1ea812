package ca

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"ukey/renew/ca/internal/store"
)

// ErrOtherDatabase: the CA keeps its data in another database than the one
// that Config.Database names. A CA that opened an empty one would have
// forgotten what it issued.
var ErrOtherDatabase = errors.New("the CA keeps its data elsewhere")

const (
	// sqliteFile is the database of a CA that has been given no other.
	sqliteFile = "ca.db"
	// databaseFile names the database of a CA that has been given one, so
	// that no later command can miss it.
	databaseFile = "database"
)

// openStore opens the CA's database: the one that the folder names, else the
// one asked for, else a file in the folder. The caller holds the setup lock.
func openStore(ctx context.Context, dir, asked string) (*store.Store, error) {
	known, err := knownDatabase(dir)
	if err != nil {
		return nil, err
	}
	switch {
	case asked != "" && known != "" && asked != known:
		return nil, fmt.Errorf("%w: in %s (after moving it, change the file %s)", ErrOtherDatabase, known, databasePath(dir))
	case asked == "" && known == "":
		known = sqliteFile
	case known == "":
		known = asked
	}
	if known == sqliteFile {
		return store.OpenSQLite(ctx, filepath.Join(dir, sqliteFile))
	}
	opened, err := store.OpenPostgres(ctx, known)
	if err != nil {
		return nil, err
	}
	if err := publish(databasePath(dir), []byte(known+"\n")); err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	return opened, nil
}

// knownDatabase is the URL of the CA's database, or the name of the file in
// its folder, or nothing if the CA is new.
func knownDatabase(dir string) (string, error) {
	content, err := os.ReadFile(databasePath(dir))
	if err == nil {
		return strings.TrimSpace(string(content)), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("look for the CA's database: %w", err)
	}
	_, err = os.Stat(filepath.Join(dir, sqliteFile))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return sqliteFile, err
}

func databasePath(dir string) string { return filepath.Join(dir, databaseFile) }
