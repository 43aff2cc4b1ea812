// Command ukey is the window: whose certificates are on the UKey, until when,
// a new PIN, a renewal at one click.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"fyne.io/fyne/v2/app"
	"github.com/spf13/pflag"

	"ukey/assets"
	"ukey/cmd/internal/driverhost"
)

func main() {
	driverhost.Run(os.Args)
	var f flags
	set := pflag.NewFlagSet("ukey", pflag.ContinueOnError)
	f.register(set)
	switch err := set.Parse(os.Args[1:]); {
	case errors.Is(err, pflag.ErrHelp):
		return
	case err != nil || set.NArg() > 0:
		if err == nil {
			fmt.Fprintf(os.Stderr, "ukey: unexpected argument %q\n", set.Arg(0))
		}
		set.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, app.NewWithID(assets.AppID), f)
	stop()
	if err != nil {
		f.complain(os.Stderr, err)
		os.Exit(1)
	}
}
