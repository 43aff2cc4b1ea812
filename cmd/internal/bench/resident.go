package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"ukey/cmd/internal/rig"
)

const (
	residentSettle, residentRest = 6 * time.Second, 60 * time.Second
	residentLimit                = "45 MB, 0"
)

// footprint is what a program and those that it has started take.
type footprint struct {
	resident, share int64 // bytes: RSS, and PSS, which counts shared pages once
	busy            float64
}

func (f footprint) String() string {
	const mega = 1 << 20
	return fmt.Sprintf("%d MB RSS, %d MB PSS, %.2f %% of a core", f.resident/mega, f.share/mega, 100*f.busy)
}

// residentProgram measures what the resident program takes at rest, with its
// driver's process, beside an idle window that shows nothing.
func (b *bench) residentProgram(ctx context.Context) (figure, error) {
	if err := rig.Build(ctx, filepath.Dir(b.Program("ukey")), "ukey/cmd/ukeytray", "ukey/cmd/ukeyhost"); err != nil {
		return figure{}, err
	}
	ours, err := b.atRest(ctx, b.Program("ukey"), "--background", "--module", b.Module)
	if err != nil {
		return figure{}, err
	}
	theirs, err := b.atRest(ctx, b.Program("emptywindow"))
	if err != nil {
		return figure{}, err
	}
	return figure{
		what: fmt.Sprintf("the resident program with its driver : an empty Fyne window, at rest for %v", residentRest),
		ours: ours.String(), theirs: theirs.String(),
		ratio: ratio(float64(ours.resident), float64(theirs.resident)), limit: residentLimit,
	}, nil
}

// atRest starts a program, leaves it alone, and measures.
func (b *bench) atRest(ctx context.Context, program string, args ...string) (f footprint, err error) {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = append(os.Environ(), "XDG_CONFIG_HOME="+b.dir, "XDG_STATE_HOME="+b.dir, "XDG_RUNTIME_DIR="+b.dir)
	if err := cmd.Start(); err != nil {
		return f, err
	}
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
	}()
	if err := wait(ctx, residentSettle); err != nil {
		return f, err
	}
	family := descendants(strconv.Itoa(cmd.Process.Pid))
	before, err := timeOf(family)
	if err != nil {
		return f, err
	}
	if err := wait(ctx, residentRest); err != nil {
		return f, err
	}
	after, err := timeOf(family)
	if err != nil {
		return f, err
	}
	f.busy = (after - before).Seconds() / residentRest.Seconds()
	for _, pid := range family {
		resident, share, err := memory(pid)
		if err != nil {
			return f, err
		}
		f.resident, f.share = f.resident+resident, f.share+share
	}
	return f, nil
}

// descendants are a process, those that it has started, and so on.
func descendants(pid string) []string {
	family := []string{pid}
	lists, _ := filepath.Glob("/proc/" + pid + "/task/*/children") // the pattern is well formed
	for _, list := range lists {
		text, err := os.ReadFile(list)
		if err != nil {
			continue // the thread has ended meanwhile
		}
		for _, child := range strings.Fields(string(text)) {
			family = append(family, descendants(child)...)
		}
	}
	return family
}

func timeOf(pids []string) (total time.Duration, err error) {
	for _, pid := range pids {
		t, err := processorTime(pid)
		if err != nil {
			return 0, err
		}
		total += t
	}
	return total, nil
}

// memory reads what a process has in memory (/proc/PID/smaps_rollup).
func memory(pid string) (resident, share int64, err error) {
	text, err := os.ReadFile(filepath.Join("/proc", pid, "smaps_rollup"))
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) != 3 || fields[2] != "kB" {
			continue
		}
		kilo, err := strconv.ParseInt(fields[1], 10, 64)
		if err != nil {
			return 0, 0, fmt.Errorf("memory of process %s: %w", pid, err)
		}
		switch fields[0] {
		case "Rss:":
			resident = kilo << 10
		case "Pss:":
			share = kilo << 10
		}
	}
	return resident, share, nil
}
