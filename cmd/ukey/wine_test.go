//go:build wine

package main_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"ukey/cmd/internal/desktop"
)

// TestTheWindowsProgramsRun starts the programs of bin/windows under wine: the
// window, which has to come up in Chinese, and the command line, which has to
// load a driver in a process of its own.
func TestTheWindowsProgramsRun(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 6*time.Minute)
	defer cancel()
	w := newWine(ctx, t)

	t.Run("ukeyctl", func(t *testing.T) {
		out, err := w.command(ctx, "ukeyctl.exe", "--module", "Z:"+w.driver, "list").CombinedOutput()
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok || exit.ExitCode() != 3 {
			t.Errorf("without a key it ends with %v, not with 3; it says %s", err, out)
		}
	})
	t.Run("ukey", func(t *testing.T) {
		ukey := w.command(ctx, "ukey.exe", "--module", "Z:"+w.driver, "--lang", "zh-Hans")
		var output bytes.Buffer
		ukey.Stdout, ukey.Stderr = &output, &output
		if err := ukey.Start(); err != nil {
			t.Fatal(err)
		}
		defer func() {
			_ = ukey.Process.Kill()
			_ = ukey.Wait() // it was killed
			if t.Failed() {
				t.Logf("the program said: %s", output.String())
			}
		}()
		window, err := desktop.Find(ctx, "UKey")
		if err != nil {
			t.Fatal(err)
		}
		if err := window.Says(ctx, "没有检测到UKey", "修改PIN码", "已插入0个UKey"); err != nil {
			t.Error(err)
		}
		picture, err := window.Picture(ctx)
		if err != nil {
			t.Fatal(err)
		}
		keep(t, "windows.png", picture)
	})
}

// wine is a Windows of its own.
type wine struct {
	bin, prefix string
	driver      string // a PKCS#11 library without a key
}

func newWine(ctx context.Context, t *testing.T) *wine {
	t.Helper()
	bin, err := filepath.Abs(filepath.Join("..", "..", "bin", "windows"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	w := &wine{bin: bin, prefix: filepath.Join(dir, "prefix"), driver: filepath.Join(dir, "driver.dll")}
	t.Cleanup(func() {
		// Whatever of it still runs writes into the folder that is to go.
		stop := exec.Command("wineserver", "--kill", "--wait")
		stop.Env = w.environ()
		_ = stop.Run() // it may have ended by itself
	})
	compile := exec.CommandContext(ctx, "x86_64-w64-mingw32-gcc", "-shared", "-Wall", "-Werror",
		"-o", w.driver, filepath.Join("testdata", "wine", "emptydriver.c"))
	if out, err := compile.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return w
}

func (w *wine) environ() []string { return append(os.Environ(), "WINEPREFIX="+w.prefix) }

// command is one of our programs, by its name with ".exe".
func (w *wine) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	run := filepath.Join("..", "..", ".ci", "wine", "run")
	cmd := exec.CommandContext(ctx, run, append([]string{filepath.Join(w.bin, program)}, args...)...)
	cmd.Env = w.environ()
	return cmd
}
