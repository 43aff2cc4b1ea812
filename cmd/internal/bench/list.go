package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"ukey/cmd/internal/rig"
)

// latency is what every PKCS#11 call takes on a slow key.
const latency = 2 * time.Millisecond

// runs is how often a time is measured. It is odd, so that there is a median.
const runs = 9

// listers are the program measured and the one that it is measured against.
func (b *bench) listers(module string) (ours, theirs []string) {
	return []string{b.Program("ukeyctl"), "--module", module, "list"},
		[]string{"pkcs11-tool", "--module", module, "-O"}
}

// calls counts the PKCS#11 calls that it takes to list the key.
func (b *bench) calls(ctx context.Context) (figure, error) {
	spy, err := rig.SpyModule()
	if err != nil {
		return figure{}, err
	}
	ours, theirs := b.listers(spy)
	return b.callsBeside(ctx, ours, theirs, "PKCS#11 calls, ukeyctl list : pkcs11-tool -O")
}

// callsOfP11tool counts them beside another program.
func (b *bench) callsOfP11tool(ctx context.Context) (figure, error) {
	spy, err := rig.SpyModule()
	if err != nil {
		return figure{}, err
	}
	ours, _ := b.listers(spy)
	theirs := []string{"p11tool", "--provider=" + spy, "--batch", "--list-all"}
	return b.callsBeside(ctx, ours, theirs, "PKCS#11 calls, ukeyctl list : p11tool --list-all")
}

func (b *bench) callsBeside(ctx context.Context, ours, theirs []string, what string) (figure, error) {
	mine, err := b.count(ctx, b.Module, ours)
	if err != nil {
		return figure{}, err
	}
	other, err := b.count(ctx, b.Module, theirs)
	if err != nil {
		return figure{}, err
	}
	return figure{what, fmt.Sprint(mine), fmt.Sprint(other), ratio(float64(mine), float64(other)), "17 calls"}, nil
}

// count runs a program on the spy and counts the calls that reach the module.
func (b *bench) count(ctx context.Context, module string, program []string) (int, error) {
	log := filepath.Join(b.dir, "spy.log")
	if err := os.RemoveAll(log); err != nil {
		return 0, err
	}
	if err := b.run(ctx, program, "PKCS11SPY="+module, "PKCS11SPY_OUTPUT="+log); err != nil {
		return 0, err
	}
	calls, err := rig.SpiedCalls(log)
	return len(calls), err
}

// listing times both on a slow key, by turns, so that what else the machine
// does strikes both.
func (b *bench) listing(ctx context.Context) (figure, error) {
	if err := b.Store.SetLatency(latency); err != nil {
		return figure{}, err
	}
	ours, theirs := b.listers(b.Module)
	var mine, other []time.Duration
	for range runs {
		for _, x := range []struct {
			program []string
			times   *[]time.Duration
		}{{ours, &mine}, {theirs, &other}} {
			start := time.Now()
			if err := b.run(ctx, x.program); err != nil {
				return figure{}, err
			}
			*x.times = append(*x.times, time.Since(start))
		}
	}
	m, o := median(mine), median(other)
	return figure{
		fmt.Sprintf("time of the same, %v a call, median of %d", latency, runs),
		m.Round(time.Millisecond).String(), o.Round(time.Millisecond).String(),
		ratio(m.Seconds(), o.Seconds()), "0.40",
	}, b.Store.SetLatency(0)
}

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}

// run runs a program to its end and shows what it said only if it failed.
func (b *bench) run(ctx context.Context, program []string, env ...string) error {
	return b.feed(ctx, "", program, env...)
}

// feed is run with something on standard input.
func (b *bench) feed(ctx context.Context, stdin string, program []string, env ...string) error {
	c := exec.CommandContext(ctx, program[0], program[1:]...)
	c.Stdin = bytes.NewBufferString(stdin)
	c.Env = append(os.Environ(), append(env, "XDG_STATE_HOME="+filepath.Join(b.dir, "state"))...)
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %w\n%s", program, err, out)
	}
	return nil
}
