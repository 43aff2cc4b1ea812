// Command ukeyctl shows the keys that are plugged in, changes their PINs and
// renews their certificates, for people at a terminal and for scripts.
//
// What scripts may rely on are the commands and flags, the exit codes (see
// exit.go) and the JSON documents (see document.go). Texts for people change
// with the language and between versions.
package main

import (
	"os"

	"ukey/cmd/internal/driverhost"
	"ukey/cmd/internal/ending"
)

func main() {
	driverhost.Run(os.Args)
	ctx, stop := ending.Context()
	code := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}, os.Getenv)
	stop()
	os.Exit(code)
}
