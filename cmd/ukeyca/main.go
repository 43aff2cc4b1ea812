// Ukeyca is the reference CA: it makes itself on its first start, serves EST,
// and issues what an operator asks for.
package main

import (
	"os"

	"ukey/cmd/internal/ending"
)

func main() {
	ctx, stop := ending.Context()
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
