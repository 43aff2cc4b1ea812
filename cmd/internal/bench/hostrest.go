package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"ukey/token/host"
)

const (
	// settle is how long a driver's process is left alone before its rest is
	// measured, and restFor how long that is.
	settle, restFor = 3 * time.Second, 10 * time.Second
)

// rest measures how much of a core a driver's process takes that does nothing
// but watch for keys: woken by its library's events, or asking again and again
// where there are none.
func (b *bench) rest(ctx context.Context) (figure, error) {
	var share [2]float64
	for i, events := range []bool{true, false} {
		var err error
		if share[i], err = b.restWith(ctx, events); err != nil {
			return figure{}, err
		}
	}
	percent := func(x float64) string { return fmt.Sprintf("%.2f %%", 100*x) }
	return figure{
		what: fmt.Sprintf("a core at rest, driver's process that watches, with events : without, over %v", restFor),
		ours: percent(share[0]), theirs: percent(share[1]), limit: "0",
	}, nil
}

// restWith returns the share of a core.
func (b *bench) restWith(ctx context.Context, events bool) (share float64, err error) {
	if err := b.Store.SetEvents(events); err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, b.Store.SetEvents(true)) }()
	before, err := children()
	if err != nil {
		return 0, err
	}
	d := host.New(host.Config{Library: b.Module, Program: b.Program("ukeyctl")})
	ctx, stop := context.WithCancel(ctx)
	var watching sync.WaitGroup
	defer func() {
		stop()
		watching.Wait()
		err = errors.Join(err, d.Close())
	}()
	if _, err := d.Tokens(ctx); err != nil {
		return 0, err
	}
	watching.Go(func() { _ = d.Watch(ctx, func() {}) }) // it ends when the context does
	now, err := children()
	if err != nil {
		return 0, err
	}
	now = slices.DeleteFunc(now, func(pid string) bool { return slices.Contains(before, pid) })
	if len(now) != 1 {
		return 0, fmt.Errorf("%d processes of the driver", len(now))
	}
	if err := wait(ctx, settle); err != nil {
		return 0, err
	}
	began, err := processorTime(now[0])
	if err != nil {
		return 0, err
	}
	if err := wait(ctx, restFor); err != nil {
		return 0, err
	}
	ended, err := processorTime(now[0])
	return (ended - began).Seconds() / restFor.Seconds(), err
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// children are the IDs of this process's own.
func children() (pids []string, err error) {
	lists, err := filepath.Glob("/proc/self/task/*/children")
	for _, list := range lists {
		if text, err := os.ReadFile(list); err == nil { // else the thread has ended meanwhile
			pids = append(pids, strings.Fields(string(text))...)
		}
	}
	return pids, err
}

// processorTime is what the threads of a process have run so far
// (/proc/PID/task/TID/schedstat, which unlike stat counts nanoseconds).
func processorTime(pid string) (time.Duration, error) {
	threads, err := filepath.Glob(filepath.Join("/proc", pid, "task", "*", "schedstat"))
	if err == nil && len(threads) == 0 {
		err = fmt.Errorf("no process %s, or a kernel that does not count its time", pid)
	}
	var total time.Duration
	for _, path := range threads {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // the thread has ended meanwhile
		}
		ran, _, _ := strings.Cut(string(text), " ")
		n, err := strconv.ParseInt(ran, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("read %s: %w", path, err)
		}
		total += time.Duration(n)
	}
	return total, err
}
