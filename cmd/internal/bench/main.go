// Command bench measures, in one run and on one machine, what the product
// promises about speed, beside a program of others where there is one. It
// prints the figures and their ratios; it judges nothing by the clock. Named
// figures alone are measured if there are names on the command line.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"text/tabwriter"
	"time"

	"ukey/cmd/internal/rig"
	"ukey/token/softkey"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "bench: %v\n", err)
		os.Exit(1)
	}
}

// figure is one line of the table: ours beside theirs or beside a limit.
type figure struct {
	what, ours, theirs string
	ratio, limit       string
}

// measures are all figures, in the order in which they are taken.
func (b *bench) measures() []measure {
	return []measure{
		{"calls", one(b.calls)},
		{"p11tool", one(b.callsOfP11tool)},
		{"growth", one(b.growth)},
		{"listing", one(b.listing)},
		{"hanging", one(b.hanging)},
		{"overhead", one(b.overhead)},
		{"rest", one(b.rest)},
		{"moves", one(b.moves)},
		{"window", one(b.window)},
		{"resident", one(b.residentProgram)},
		{"pin-dialog", b.pinDialog},
		{"switching", one(b.switching)},
		{"renewal", one(b.renewal)},
		{"renewal-time", b.renewalTime},
		{"throughput", b.throughput},
	}
}

type measure struct {
	name string
	take func(context.Context) ([]figure, error)
}

// one makes a measure of what takes a single figure.
func one(take func(context.Context) (figure, error)) func(context.Context) ([]figure, error) {
	return func(ctx context.Context) ([]figure, error) {
		f, err := take(ctx)
		return []figure{f}, err
	}
}

// run measures in a folder of its own: what is named, or everything.
func run(ctx context.Context, out io.Writer, names []string) (err error) {
	dir, err := os.MkdirTemp("", "ukey-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	bin := filepath.Join(dir, "bin")
	if err := rig.Build(ctx, bin, "ukey/cmd/ukey", "ukey/cmd/ukeyctl", "ukey/cmd/ukeyca", "ukey/cmd/internal/bench/emptywindow"); err != nil {
		return err
	}
	b := &bench{Rig: rig.New(dir, bin), dir: dir}
	defer func() { err = errors.Join(err, b.Close()) }()
	if err := b.ServeCA(ctx, rig.AnyPort); err != nil {
		return err
	}
	if err := b.Organisation(ctx, "bench", "rsa", time.Now().Add(27*24*time.Hour), b.ByCA); err != nil {
		return err
	}

	var figures []figure
	for _, m := range b.measures() {
		if len(names) > 0 && !slices.Contains(names, m.name) {
			continue
		}
		taken, err := m.take(ctx)
		if err != nil {
			return err
		}
		figures = append(figures, taken...)
	}
	return write(out, figures)
}

// bench is a rig with one key: two certificates and two key pairs.
type bench struct {
	*rig.Rig
	dir string
}

func write(out io.Writer, figures []figure) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "\tours\ttheirs\tratio\tlimit")
	for _, f := range figures {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", f.what, f.ours, f.theirs, f.ratio, f.limit)
	}
	return t.Flush()
}

func ratio(ours, theirs float64) string { return fmt.Sprintf("%.2f", ours/theirs) }

// pin is the PIN of the bench's key, on a line of its own.
const pin = softkey.DefaultPIN + "\n"
