package host

import (
	"os"
	"os/signal"
	"syscall"
)

// outlive has the process take no notice of what a session or a terminal tells
// all of its programs at once when it ends. The program that the library works
// for hears of it too, and ends this process once the key has finished.
//
// The signals are caught and not ignored: programs that a library starts would
// inherit that, and on Windows one that is not waited for ends the process.
func outlive() {
	signal.Notify(make(chan os.Signal, 1), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
}
