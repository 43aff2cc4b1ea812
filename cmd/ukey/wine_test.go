//go:build wine

package main_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestTheWindowsCommandLineChecksTheComputer has it load a driver in a process
// of its own.
func TestTheWindowsCommandLineChecksTheComputer(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	w := newWine(ctx, t)
	for _, c := range []struct {
		args []string
		exit int
		says []string
	}{
		{[]string{"list"}, 3, nil},
		{[]string{"doctor"}, 1, []string{
			"已加载（来自设置）。文件是64位的（amd64）。", "没有检测到UKey", "Microsoft Windows 10", `\AppData\Local\ukey：设置：可以读写`,
		}},
	} {
		args := append([]string{"--module", "Z:" + w.driver, "--lang", "zh-Hans"}, c.args...)
		out, err := w.command(ctx, "ukeyctl.exe", args...).CombinedOutput()
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok || exit.ExitCode() != c.exit {
			t.Errorf("%s ends with %v, not with %d; it says %s", c.args, err, c.exit, out)
		}
		for _, want := range c.says {
			if !strings.Contains(string(out), want) {
				t.Errorf("%s does not say %s but %s", c.args, want, out)
			}
		}
	}
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

// environ has reminders come at any hour.
func (w *wine) environ() []string {
	return append(os.Environ(), "WINEPREFIX="+w.prefix, "UKEY_REMINDERS_FROM=0", "UKEY_REMINDERS_UNTIL=0")
}

// run is one of the system's programs.
func (w *wine) run(ctx context.Context, program string, args ...string) *exec.Cmd {
	run := filepath.Join("..", "..", ".ci", "wine", "run")
	cmd := exec.CommandContext(ctx, run, append([]string{program}, args...)...)
	cmd.Env = w.environ()
	return cmd
}

// command is one of ours, by its name with ".exe".
func (w *wine) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	return w.run(ctx, filepath.Join(w.bin, program), args...)
}

// running is how many processes of a program there are.
func (w *wine) running(program string) (n int) {
	lines, _ := filepath.Glob("/proc/[0-9]*/cmdline") // the pattern is well-formed
	for _, path := range lines {
		line, _ := os.ReadFile(path) // it may just have ended
		environ, _ := os.ReadFile(filepath.Join(filepath.Dir(path), "environ"))
		name, _, _ := bytes.Cut(line, []byte{0})
		if bytes.HasSuffix(name, []byte(program)) && bytes.Contains(environ, []byte("WINEPREFIX="+w.prefix)) {
			n++
		}
	}
	return n
}
