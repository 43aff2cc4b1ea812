// Package desktop uses a program's window as a person does: it looks at the
// screen, reads what stands there, types. Tests of the real window are its one
// user.
//
// The window is on the X display that DISPLAY names. Everything is done by
// other people's tools (xdotool, ImageMagick, Tesseract), so that nothing of
// the program under test is trusted.
package desktop

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// Window is a window on the screen. It is for one goroutine.
type Window struct {
	id string
	// last is what Read read last, for those who have waited in vain.
	last string
}

// Find waits for a window whose title has name in it, a regular expression,
// until a person would have given up.
func Find(ctx context.Context, name string) (*Window, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	found, err := run(ctx, nil, "xdotool", "search", "--sync", "--onlyvisible", "--name", name)
	if err != nil {
		return nil, fmt.Errorf("no window %q: %w", name, err)
	}
	id, _, _ := strings.Cut(string(found), "\n")
	return &Window{id: id}, nil
}

// Picture is what the window shows now. It fails while the window is not yet
// drawn.
func (w *Window) Picture(ctx context.Context) (image.Image, error) {
	capture, err := w.capture(ctx)
	if err != nil {
		return nil, err
	}
	return png.Decode(bytes.NewReader(capture))
}

func (w *Window) capture(ctx context.Context) ([]byte, error) {
	return run(ctx, nil, "import", "-window", w.id, "png:-")
}

// Focus gives the window the keyboard. Without a window manager nobody else
// does.
func (w *Window) Focus(ctx context.Context) error {
	_, err := run(ctx, nil, "xdotool", "windowfocus", "--sync", w.id)
	return err
}

// Press presses keys one after another, by their names in X: ctrl+p, Tab,
// Return.
func (w *Window) Press(ctx context.Context, keys ...string) error {
	_, err := run(ctx, nil, "xdotool", append([]string{"key", "--delay", "60"}, keys...)...)
	return err
}

// Type types a text. It goes through a pipe, since arguments can be seen by
// everybody on the computer.
func (w *Window) Type(ctx context.Context, text string) error {
	_, err := run(ctx, strings.NewReader(text), "xdotool", "type", "--delay", "60", "--file", "-")
	return err
}

// patience is how long a person would wait for a window or a text, on a machine
// with much else to do.
const patience = 3 * time.Minute

// lookEvery is how long the screen is left alone between two looks.
const lookEvery = 200 * time.Millisecond

// Until looks at the window until seen holds for its picture.
func (w *Window) Until(ctx context.Context, seen func(image.Image) bool) (image.Image, error) {
	var last image.Image
	err := Poll(ctx, func() bool {
		now, err := w.Picture(ctx)
		if err != nil {
			return false // not mapped yet
		}
		last = now
		return seen(now)
	})
	return last, err
}

// Says reads the window until all of the texts stand there, or a person would
// have given up. The error tells what was read last.
func (w *Window) Says(ctx context.Context, texts ...string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	all := func(read string) bool {
		return !slices.ContainsFunc(texts, func(text string) bool { return !strings.Contains(read, squeeze(text)) })
	}
	err := Poll(ctx, func() bool {
		read, err := w.readUntil(ctx, all)
		if err != nil {
			return false
		}
		w.last = read
		return all(read)
	})
	if err != nil {
		return fmt.Errorf("the window does not say %q but:\n%s", texts, w.last)
	}
	return nil
}

// Poll asks again and again until it holds, or returns the context's error.
func Poll(ctx context.Context, holds func() bool) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for !holds() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return nil
}

// run runs a tool and returns what it printed.
func run(ctx context.Context, stdin *strings.Reader, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	if stdin != nil {
		cmd.Stdin = stdin
	}
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w %s", name, err, bytes.TrimSpace(complaints.Bytes()))
	}
	return out, nil
}
