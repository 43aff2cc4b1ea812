package ca_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"ukey/renew/ca"
	"ukey/renew/internal/keytest"
)

func TestAFolderRemembersItsDatabase(t *testing.T) {
	url, err := postgres.Database(t.Context())
	must(t, err)
	dir := caFolder(t)
	issued := newHolder(t, openCA(t, ca.Config{Dir: dir, Database: url}), keytest.EC(t), ca.Sign, ca.Validity{})
	again := openCA(t, ca.Config{Dir: dir})
	must(t, again.Revoke(t.Context(), issued.Cert.SerialNumber, ca.Unspecified))
	if _, err := os.Stat(filepath.Join(dir, "ca.db")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("there is a second database: %v", err)
	}
}

func TestNoCATakesUpAnotherDatabase(t *testing.T) {
	url, err := postgres.Database(t.Context())
	must(t, err)
	dir := caFolder(t)
	openCA(t, ca.Config{Dir: dir})
	if opened, err := ca.Open(t.Context(), ca.Config{Dir: dir, Database: url}); !errors.Is(err, ca.ErrOtherDatabase) {
		t.Errorf("got %v, %v", opened, err)
	}
}

func TestNoCATakesAnothersDatabase(t *testing.T) {
	onEach(t, func(t *testing.T, cfg ca.Config) {
		other := filepath.Join(t.TempDir(), "other")
		for _, each := range []ca.Config{cfg, {Dir: other}} { // other has keys of its own
			made, err := ca.Open(t.Context(), each)
			must(t, err)
			must(t, made.Close())
		}
		if cfg.Database != "" {
			must(t, os.Remove(filepath.Join(other, "ca.db")))
		} else {
			content, err := os.ReadFile(filepath.Join(cfg.Dir, "ca.db"))
			must(t, err)
			must(t, os.WriteFile(filepath.Join(other, "ca.db"), content, 0o600))
		}
		opened, err := ca.Open(t.Context(), ca.Config{Dir: other, Database: cfg.Database})
		if !errors.Is(err, ca.ErrOtherCA) {
			t.Errorf("got %v, %v", opened, err)
		}
		if _, err := os.Stat(filepath.Join(other, "database")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the folder remembers the database: %v", err)
		}
	})
}
