package ca

import (
	"context"
	"crypto/x509"
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

// ErrOtherCA: the database that Config.Database names, or that was put into
// the folder, is another CA's.
var ErrOtherCA = store.ErrOtherAuthority

const (
	// sqliteFile is the database of a CA that has been given no other.
	sqliteFile = "ca.db"
	// databaseFile names the database of a CA that has been given one, so
	// that no later command can miss it.
	databaseFile = "database"
)

// openStore opens the CA's database: the one that the folder names, else the
// one asked for, else a file in the folder. The caller holds the setup lock.
func openStore(ctx context.Context, dir, asked string, issuing *x509.Certificate) (*store.Store, error) {
	database, err := knownDatabase(dir)
	switch {
	case err != nil:
		return nil, err
	case database == "" && asked == "":
		database = sqliteFile
	case database == "":
		database = asked
	case asked != "" && asked != database:
		return nil, fmt.Errorf("%w: in %s (after moving it, change the file %s)", ErrOtherDatabase, database, databasePath(dir))
	}
	opened, err := openDatabase(ctx, dir, database)
	if err != nil {
		return nil, err
	}
	err = opened.Claim(ctx, issuing)
	if err == nil && database != sqliteFile {
		err = publish(databasePath(dir), []byte(database+"\n"))
	}
	if err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	return opened, nil
}

func openDatabase(ctx context.Context, dir, database string) (*store.Store, error) {
	if database == sqliteFile {
		return store.OpenSQLite(ctx, filepath.Join(dir, sqliteFile))
	}
	return store.OpenPostgres(ctx, database)
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
