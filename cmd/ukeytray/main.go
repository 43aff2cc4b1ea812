// Command ukeytray is the resident program: the icon in the tray, and the
// reminders. `ukey --background` starts it, and people do not call it by its
// name. It is a program of its own because the window's libraries alone take
// more memory than all of it.
package main

import (
	"errors"
	"fmt"
	"io"
	stdlog "log"
	"os"

	"github.com/spf13/pflag"

	"ukey/cmd/internal/ending"
	"ukey/cmd/internal/setup"
)

func main() {
	var f setup.Flags
	set := pflag.NewFlagSet("ukeytray", pflag.ContinueOnError)
	f.Register(set)
	switch err := set.Parse(os.Args[1:]); {
	case errors.Is(err, pflag.ErrHelp):
		return
	case err != nil || set.NArg() > 0:
		fmt.Fprintln(os.Stderr, "ukeytray: started by ukey --background only")
		os.Exit(2)
	}
	frugal()
	// The tray's library reports there that a desktop has no tray.
	stdlog.SetOutput(io.Discard)
	ctx, stop := ending.Context()
	err := run(ctx, f)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "ukeytray:", err)
		os.Exit(1)
	}
}
