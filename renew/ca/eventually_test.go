package ca_test

import (
	"testing"
	"time"
)

// eventually waits for what happens in another goroutine or process.
func eventually(t testing.TB, happened func() bool) {
	t.Helper()
	deadline := time.NewTimer(20 * time.Second)
	defer deadline.Stop()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for !happened() {
		select {
		case <-deadline.C:
			t.Fatal("did not happen in time")
		case <-look.C:
		}
	}
}
