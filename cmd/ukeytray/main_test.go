package main

import (
	"os"
	"testing"

	"ukey/cmd/internal/driverhost"
)

// TestMain makes this program its own driver host, as the real one is. Without,
// each host would run the tests again, and those start hosts.
func TestMain(m *testing.M) {
	driverhost.Run(os.Args)
	os.Exit(m.Run())
}
