// Package ending is what ends a program from outside, all ways alike: the person
// at the terminal, the end of that terminal, of the session or of the computer.
package ending

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// Context returns a context that ends when the program is to, so that a key may
// finish what it is at; on Windows also when its console is closed, which Go
// tells as SIGTERM. A window has no console there, and GLFW does not ask Windows
// to wait when the person logs off: it is ended within seconds, whatever a key is
// at. The caller calls stop when all is done. A program that was started to outlive its
// terminal (nohup) does.
func Context() (ctx context.Context, stop context.CancelFunc) {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signal.NotifyContext(context.Background(), signals...)
}
