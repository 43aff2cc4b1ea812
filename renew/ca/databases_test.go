package ca_test

import (
	"testing"

	"ukey/renew/ca"
	"ukey/renew/ca/pgtest"
)

// postgres is the PostgreSQL server of all tests.
var postgres pgtest.Server

// onEach runs a test on a fresh CA's folder and each kind of database. Opening
// the configuration again opens the same CA.
func onEach(t *testing.T, test func(t *testing.T, cfg ca.Config)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) { test(t, ca.Config{Dir: caFolder(t)}) })
	t.Run("PostgreSQL", func(t *testing.T) {
		url, err := postgres.Database(t.Context())
		must(t, err)
		test(t, ca.Config{Dir: caFolder(t), Database: url})
	})
}
