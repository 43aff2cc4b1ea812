// Command ukeyctl shows the keys that are plugged in, changes their PINs and
// renews their certificates, for people at a terminal and for scripts.
//
// What scripts may rely on are the commands and flags, the exit codes (see
// exit.go) and the JSON documents (see document.go). Texts for people change
// with the language and between versions.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"ukey/cmd/internal/driverhost"
)

func main() {
	driverhost.Run(os.Args)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}, os.Getenv)
	stop()
	os.Exit(code)
}
