package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

const (
	pinRuns = 5
	// pinLimit is what a person takes for at once.
	pinLimit = 100 * time.Millisecond
	// readTime is how long nobody clicks after the window has come.
	readTime = time.Second
)

// Where 修改PIN码 stands in the toolbar of the Chinese window.
const pinX, pinY = 140, 38

// pinDialog measures the time from the click on 修改PIN码 to the picture that
// shows the dialog, in a real window: the first time in a program's life, for
// which nothing may be left to read, and the second.
func (b *bench) pinDialog(ctx context.Context) ([]figure, error) {
	s, err := openScreen()
	if err != nil {
		return nil, err
	}
	defer s.close()
	if err := xtest.Init(s.conn); err != nil {
		return nil, fmt.Errorf("the screen takes no clicks: %w", err)
	}
	var first, again []time.Duration
	for range pinRuns {
		f, a, err := b.clickTwice(ctx, s)
		if err != nil {
			return nil, err
		}
		first, again = append(first, f), append(again, a)
	}
	line := func(what string, took time.Duration) figure {
		return figure{
			what: fmt.Sprintf("time from a click to the PIN dialog on the screen, %s, median of %d : limit", what, pinRuns),
			ours: took.Round(time.Millisecond).String(), theirs: pinLimit.String(),
			ratio: ratio(took.Seconds(), pinLimit.Seconds()), limit: "1.00",
		}
	}
	return []figure{line("the first time", median(first)), line("again", median(again))}, nil
}

// clickTwice starts the program, opens the dialog, closes it with Esc, and
// opens it again.
func (b *bench) clickTwice(ctx context.Context, s *screen) (first, again time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, windowPatience)
	defer cancel()
	cmd := exec.CommandContext(ctx, b.Program("ukey"), "--module", b.Module)
	cmd.Env = append(os.Environ(), "UKEY_THEME=light", "UKEY_LANGUAGE=zh-Hans", "XDG_CONFIG_HOME="+b.dir, "XDG_STATE_HOME="+b.dir)
	if err := cmd.Start(); err != nil {
		return 0, 0, err
	}
	err = func() error {
		if err := s.until(ctx, keyListed); err != nil {
			return fmt.Errorf("wait for the window: %w", err)
		}
		if err := read(ctx); err != nil {
			return err
		}
		if first, err = s.clickOnPIN(ctx); err != nil {
			return err
		}
		const escape = 9 // on the keyboards of X servers without one
		s.fake(xproto.KeyPress, escape, 0, 0)
		s.fake(xproto.KeyRelease, escape, 0, 0)
		if err := s.until(ctx, keyListed); err != nil {
			return fmt.Errorf("wait for the dialog to close: %w", err)
		}
		if err := read(ctx); err != nil {
			return err
		}
		again, err = s.clickOnPIN(ctx)
		return err
	}()
	_ = cmd.Process.Kill()
	_ = cmd.Wait() // it was killed
	if err != nil {
		return 0, 0, err
	}
	return first, again, s.until(ctx, blank)
}

// read is a person who looks at the window.
func read(ctx context.Context) error {
	select {
	case <-time.After(readTime):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// clickOnPIN clicks, and waits until the window is dimmed, as it is in the same
// picture as the dialog.
func (s *screen) clickOnPIN(ctx context.Context) (time.Duration, error) {
	s.fake(xproto.MotionNotify, 0, pinX, pinY)
	began := time.Now()
	s.fake(xproto.ButtonPress, 1, 0, 0)
	s.fake(xproto.ButtonRelease, 1, 0, 0)
	err := s.until(ctx, func(p pixels) bool { return !window(p) && !blank(p) })
	took := time.Since(began)
	if err != nil {
		return 0, fmt.Errorf("wait for the PIN dialog: %w", err)
	}
	return took, nil
}

// fake has the screen say that a person did something.
func (s *screen) fake(kind, detail byte, x, y int16) {
	// A screen that does not take it shows nothing, which is waited for.
	_ = xtest.FakeInputChecked(s.conn, kind, detail, xproto.TimeCurrentTime, xproto.Window(s.root), x, y, 0).Check()
}
