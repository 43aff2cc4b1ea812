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
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	bin, err := filepath.Abs(filepath.Join("..", "..", "bin", "windows"))
	must(err)
	dir := t.TempDir()
	w := &wine{bin: bin, prefix: filepath.Join(dir, "prefix"), driver: filepath.Join(dir, "driver.dll")}
	boot := w.command(ctx, "wineboot", "--init")
	if out, err := boot.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	t.Cleanup(func() {
		// Whatever of it still runs writes into the folder that is to go.
		stop := exec.Command("wineserver", "--kill", "--wait")
		stop.Env = boot.Env
		_ = stop.Run() // it may have ended by itself
	})
	random := filepath.Join(w.prefix, "drive_c", "windows", "system32", "bcryptprimitives.dll")
	must(os.RemoveAll(random))
	for library, source := range map[string]string{random: "bcryptprimitives.c", w.driver: "emptydriver.c"} {
		compile := exec.CommandContext(ctx, "x86_64-w64-mingw32-gcc", "-shared", "-Wall", "-Werror",
			"-o", library, filepath.Join("testdata", "wine", source), "-ladvapi32")
		if out, err := compile.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	return w
}

// command is one of wine's own programs, or one of ours by its name with
// ".exe".
func (w *wine) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	if filepath.Ext(program) == ".exe" {
		program = filepath.Join(w.bin, program)
	}
	cmd := exec.CommandContext(ctx, "wine", append([]string{program}, args...)...)
	cmd.Env = append(os.Environ(), "WINEPREFIX="+w.prefix, "WINEDEBUG=-all",
		// Neither .NET nor a browser is asked for, which wine would offer to
		// download.
		"WINEDLLOVERRIDES=bcryptprimitives=n;mscoree=d;mshtml=d")
	return cmd
}
