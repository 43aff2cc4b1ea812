package setup

import (
	"log/slog"
	"os"
	"path/filepath"
	"runtime"

	"ukey/app/settings"
	"ukey/token"
	"ukey/token/host"
)

// Hosts returns a Loader that runs each library in a process of its own. A
// library is not touched before its first call, which tells what is wrong with
// it.
func Hosts(s *settings.Settings, log *slog.Logger) Loader {
	program := driverHost()
	return func(library string) (token.Driver, error) {
		return host.New(host.Config{
			Library: library, Program: program,
			Deadline: s.Timeout, KeygenDeadline: s.KeygenTimeout, Log: log,
		}), nil
	}
}

// driverHost is ukeyhost if it lies beside this program: a third of the size of
// the others, without a screen or a network, and sooner there. Without it the
// program runs its drivers itself, so that a single file is enough to work with.
func driverHost() string {
	self, err := os.Executable()
	if err != nil {
		return ""
	}
	name := "ukeyhost"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	beside := filepath.Join(filepath.Dir(self), name)
	if info, err := os.Stat(beside); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	return beside
}
