package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

const (
	windowRuns  = 7
	windowLimit = 1.2
	// windowPatience is for a machine with much else to do.
	windowPatience = 30 * time.Second
)

// window measures the time from the start of the program until its key is on
// the screen, beside an empty window of the same library.
func (b *bench) window(ctx context.Context) (figure, error) {
	s, err := openScreen()
	if err != nil {
		return figure{}, err
	}
	defer s.close()
	ours, theirs := b.Program("ukey"), b.Program("emptywindow")
	var listed, empty []time.Duration
	for range windowRuns {
		t, err := b.start(ctx, s, keyListed, ours, "--module", b.Module)
		if err != nil {
			return figure{}, err
		}
		listed = append(listed, t)
		if t, err = b.start(ctx, s, window, theirs); err != nil {
			return figure{}, err
		}
		empty = append(empty, t)
	}
	a, e := median(listed), median(empty)
	return figure{
		what: fmt.Sprintf("time to a window with the key listed : an empty Fyne window, median of %d", windowRuns),
		ours: a.Round(time.Millisecond).String(), theirs: e.Round(time.Millisecond).String(),
		ratio: ratio(a.Seconds(), e.Seconds()), limit: fmt.Sprintf("%.2f", windowLimit),
	}, nil
}

// start runs a program until the screen shows what is wanted, and ends it.
func (b *bench) start(ctx context.Context, s *screen, wanted func(pixels) bool, program string, args ...string) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, windowPatience)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	// A program of Fyne's reads the FyneApp.toml that it finds where it starts.
	cmd.Dir = b.dir
	cmd.Env = append(os.Environ(), "UKEY_THEME=light", "FYNE_THEME=light",
		"XDG_CONFIG_HOME="+b.dir, "XDG_STATE_HOME="+b.dir)
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	err := s.until(ctx, wanted)
	took := time.Since(began)
	_ = cmd.Process.Kill()
	_ = cmd.Wait() // it was killed
	if err != nil {
		return 0, fmt.Errorf("%s: %w", filepath.Base(program), err)
	}
	return took, s.until(ctx, blank)
}
