//go:build window || wine

package main_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestDemoOpensAWindowWithItsKey starts the program as a person does, on the
// display that DISPLAY names, and looks at the screen. The screenshot is kept
// in out/.
func TestDemoOpensAWindowWithItsKey(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()

	program := filepath.Join(t.TempDir(), "ukey")
	build := exec.CommandContext(ctx, "go", "build", "-tags", "x11,migrated_fynedo,no_emoji", "-o", program, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}

	var output bytes.Buffer
	ukey := exec.Command(program, "--demo")
	ukey.Stdout, ukey.Stderr = &output, &output
	ukey.Env = append(os.Environ(), "XDG_CONFIG_HOME="+t.TempDir(), "XDG_STATE_HOME="+t.TempDir(), "UKEY_THEME=light")
	if err := ukey.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- ukey.Wait() }()
	defer func() {
		if t.Failed() {
			_ = ukey.Process.Kill()
			t.Logf("the program said: %s", output.String())
		}
	}()

	window, err := exec.CommandContext(ctx, "xdotool", "search", "--sync", "--onlyvisible", "--name", "UKey").Output()
	if err != nil {
		t.Fatalf("no window: %v", err)
	}
	id := string(bytes.TrimSpace(bytes.SplitN(window, []byte("\n"), 2)[0]))
	screen := waitForPicture(ctx, t, id)
	keep(t, "window.png", screen)

	// Closing the window ends the program and takes the demonstration away.
	if err := ukey.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("the program ended with %v", err)
		}
	case <-ctx.Done():
		t.Error("the program does not end")
	}
}

// waitForPicture captures the window until it shows its key, which a chip in
// the colour of "expires soon" tells.
func waitForPicture(ctx context.Context, t *testing.T, window string) image.Image {
	t.Helper()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	var last image.Image
	for {
		select {
		case <-ctx.Done():
			keep(t, "window.png", last)
			t.Fatal("the window stays blank or shows no key; see out/window.png")
		case <-tick.C:
		}
		capture, err := exec.CommandContext(ctx, "import", "-window", window, "png:-").Output()
		if err != nil {
			continue // not mapped yet
		}
		if last, err = png.Decode(bytes.NewReader(capture)); err != nil {
			t.Fatal(err)
		}
		if colours, amber := look(last); colours > 100 && amber > 50 {
			return last
		}
	}
}

// look counts the different colours and the pixels of the amber that stands
// for a certificate about to end.
func look(img image.Image) (colours, amber int) {
	seen := map[color.RGBA]bool{}
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := color.RGBAModel.Convert(img.At(x, y)).(color.RGBA)
			seen[c] = true
			if c.R > 140 && c.R < 175 && c.G > 90 && c.G < 120 && c.B < 30 {
				amber++
			}
		}
	}
	return len(seen), amber
}

func keep(t *testing.T, name string, img image.Image) {
	t.Helper()
	if img == nil {
		return
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join("..", "..", "out")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
