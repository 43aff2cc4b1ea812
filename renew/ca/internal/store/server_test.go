package store

import "ukey/renew/ca/pgtest"

// Postgres is the PostgreSQL server of all tests, within the package and
// beside it, whose TestMain stops it.
var Postgres pgtest.Server
