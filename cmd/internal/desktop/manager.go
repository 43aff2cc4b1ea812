package desktop

import (
	"context"
	"fmt"
	"image"
	"os/exec"
	"strconv"
	"strings"
)

// Manage starts a window manager (Openbox), which gives windows their frames, the
// keyboard, and their requests to close, and returns when it manages. It is
// ended by stop.
func Manage(ctx context.Context) (stop func(), err error) {
	manager := exec.Command("openbox", "--sm-disable")
	if err := manager.Start(); err != nil {
		return nil, err
	}
	stop = func() {
		_ = manager.Process.Kill()
		_ = manager.Wait() // it was killed
	}
	err = Poll(ctx, func() bool {
		_, err := run(ctx, nil, "wmctrl", "-m")
		return err == nil
	})
	if err != nil {
		stop()
		return nil, fmt.Errorf("no window manager: %w", err)
	}
	return stop, nil
}

// AskToClose has the window manager ask the window to close, as an entry of its
// menus does.
func (w *Window) AskToClose(ctx context.Context) error {
	_, err := run(ctx, nil, "wmctrl", "-i", "-c", w.id)
	return err
}

// ClickClose clicks on the button in the window's frame, which is at the right
// end of it in Openbox' own theme.
func (w *Window) ClickClose(ctx context.Context) error {
	const fromRight, fromTop = 10, -11 // in pixels
	at, err := w.place(ctx)
	if err != nil {
		return err
	}
	return w.Click(ctx, at.Dx()-fromRight, fromTop)
}

// Click clicks at that place, counted from the window's upper left corner, in
// pixels.
func (w *Window) Click(ctx context.Context, x, y int) error { return w.click(ctx, "1", x, y) }

// RightClick clicks there with the right button.
func (w *Window) RightClick(ctx context.Context, x, y int) error { return w.click(ctx, "3", x, y) }

func (w *Window) click(ctx context.Context, button string, x, y int) error {
	at, err := w.place(ctx)
	if err != nil {
		return err
	}
	_, err = run(ctx, nil, "xdotool", "mousemove", strconv.Itoa(at.Min.X+x), strconv.Itoa(at.Min.Y+y), "click", button)
	return err
}

// place is where on the screen the window is, without its frame. xdotool does
// not know with a window manager.
func (w *Window) place(ctx context.Context) (image.Rectangle, error) {
	info, err := run(ctx, nil, "xwininfo", "-id", w.id)
	if err != nil {
		return image.Rectangle{}, err
	}
	at := map[string]int{}
	for line := range strings.Lines(string(info)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		at[name], _ = strconv.Atoi(strings.TrimSpace(value)) // those of interest are numbers
	}
	x, y := at["Absolute upper-left X"], at["Absolute upper-left Y"]
	return image.Rect(x, y, x+at["Width"], y+at["Height"]), nil
}

// Minimise makes the window an icon, and waits until it is out of sight.
func (w *Window) Minimise(ctx context.Context) error {
	_, err := run(ctx, nil, "xdotool", "windowminimize", "--sync", w.id)
	return err
}

// AwaitGone waits until the window is no more.
func (w *Window) AwaitGone(ctx context.Context) error {
	return Poll(ctx, func() bool {
		_, err := run(ctx, nil, "xwininfo", "-id", w.id)
		return err != nil && ctx.Err() == nil
	})
}

// Cover opens another window, which takes the keyboard, until uncover is called.
func Cover(ctx context.Context) (uncover func(), err error) {
	const title = "cover"
	other := exec.Command("xmessage", "-title", title, "-geometry", "900x700", title)
	if err := other.Start(); err != nil {
		return nil, err
	}
	uncover = func() {
		_ = other.Process.Kill()
		_ = other.Wait() // it was killed
	}
	w, err := Find(ctx, "^"+title+"$")
	if err == nil {
		_, err = run(ctx, nil, "wmctrl", "-i", "-a", w.id)
	}
	if err == nil {
		err = w.AwaitFront(ctx)
	}
	if err != nil {
		uncover()
		return nil, err
	}
	return uncover, nil
}

// AwaitFront waits until the window is seen and has the keyboard.
func (w *Window) AwaitFront(ctx context.Context) error {
	err := Poll(ctx, func() bool {
		active, err := run(ctx, nil, "xdotool", "getactivewindow")
		if err != nil || strings.TrimSpace(string(active)) != w.id {
			return false
		}
		state, err := run(ctx, nil, "xprop", "-id", w.id, "WM_STATE")
		return err == nil && strings.Contains(string(state), "window state: Normal")
	})
	if err != nil {
		return fmt.Errorf("window %s is not in front: %w", w.id, err)
	}
	return nil
}
