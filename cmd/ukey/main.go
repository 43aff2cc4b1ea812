// Command ukey is the window: whose certificates are on the UKey, until when,
// a new PIN, a renewal at one click. With --background it makes way for the
// resident program.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/pflag"

	"ukey/app/environment"
	"ukey/cmd/internal/driverhost"
	"ukey/cmd/internal/ending"
)

func main() {
	driverhost.Run(os.Args)
	var f flags
	set := pflag.NewFlagSet("ukey", pflag.ContinueOnError)
	f.register(set)
	err := set.Parse(os.Args[1:])
	if errors.Is(err, pflag.ErrHelp) {
		return
	}
	if err == nil && set.NArg() > 0 {
		err = fmt.Errorf("unexpected argument %q", set.Arg(0))
	}
	if err == nil {
		err = f.check()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "ukey:", err)
		fmt.Fprint(os.Stderr, set.FlagUsages())
		os.Exit(2)
	}
	ctx, stop := ending.Context()
	err = start(ctx, f)
	if err != nil {
		f.complain(os.Stderr, err)
		if _, ok := errors.AsType[*unopenedError](err); ok {
			f.refuse(ctx, err)
		}
	}
	stop()
	if err != nil {
		os.Exit(1)
	}
}

// start is what the flags ask for.
func start(ctx context.Context, f flags) error {
	switch {
	case f.background:
		return newResident(&f).become()
	case f.hidden:
		return newResident(&f).Start(ctx)
	case environment.Here().Headless():
		return environment.ErrNoDesktop // which Fyne would take for a fault of the program
	case f.demo:
		return run(ctx, f, nil)
	default:
		return runAlone(ctx, f)
	}
}
