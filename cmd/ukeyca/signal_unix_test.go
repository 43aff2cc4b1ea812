//go:build unix

package main

import (
	"path/filepath"
	"syscall"
	"testing"
)

func TestSignalsEndTheServerInPeace(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		server := start(t, filepath.Join(t.TempDir(), "ca"))
		must(t, server.cmd.Process.Signal(signal))
		if err := server.cmd.Wait(); err != nil {
			t.Errorf("%v: %v", signal, err)
		}
	}
}
