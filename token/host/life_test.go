//go:build cgo && linux

package host_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"ukey/token"
	"ukey/token/host"
	"ukey/token/host/internal/wire"
	"ukey/token/softkey"
)

// alive tells whether a process has not ended; a zombie has.
func alive(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, after, _ := bytes.Cut(stat, []byte(") "))
	return len(after) > 0 && after[0] != 'Z' && after[0] != 'X'
}

func TestProcessStartsWithTheFirstCallAndEndsWithClose(t *testing.T) {
	b := newBench(t, token.P256)
	d := b.host(t)
	if d.PID() != 0 {
		t.Error("a process runs before the first call")
	}
	_, err := d.Tokens(t.Context())
	must(t, err)
	pid := d.PID()
	if !alive(pid) {
		t.Fatal("no process runs after the first call")
	}
	must(t, d.Close())
	if alive(pid) {
		t.Error("the process is still there")
	}
	if _, err := d.Tokens(t.Context()); !errors.Is(err, token.ErrDriver) {
		t.Errorf("a closed driver answers %v", err)
	}
	must(t, d.Close())
}

// A library may end the process by itself, at any time.
func TestProcessThatEndsBetweenTwoCallsIsReplaced(t *testing.T) {
	b := newBench(t, token.P256)
	d := b.host(t)
	_, err := d.Tokens(t.Context())
	must(t, err)
	for _, signal := range []syscall.Signal{syscall.SIGKILL, syscall.SIGSEGV, syscall.SIGABRT} {
		pid := d.PID()
		must(t, syscall.Kill(pid, signal))
		eventually(t, "the end of the process", func() bool { return d.PID() != pid })
		list, err := d.Certificates(t.Context(), b.id())
		must(t, err)
		if len(list) != 2 || d.PID() == pid {
			t.Errorf("after %v: %d certificates, process %d", signal, len(list), d.PID())
		}
	}
}

func TestLibraryThatCannotBeLoadedIsToldAndNothingStaysBehind(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing.so")
	d := host.New(host.Config{Library: missing})
	for range 5 { // it is no crash, so that nothing is set aside
		_, err := d.Tokens(t.Context())
		var library *token.LibraryError
		if !errors.As(err, &library) || library.Path != missing || library.Fault != token.LibraryMissing {
			t.Fatalf("error is %v", err)
		}
		if pid := d.PID(); pid != 0 {
			t.Errorf("process %d is left", pid)
		}
	}
	if err := d.Watch(t.Context(), func() {}); !errors.As(err, new(*token.LibraryError)) {
		t.Errorf("watch ended with %v", err)
	}
	must(t, d.Close())
}

func TestProgramThatCannotBeStarted(t *testing.T) {
	d := host.New(host.Config{Library: "a.so", Program: filepath.Join(t.TempDir(), "missing")})
	if _, err := d.Tokens(t.Context()); !errors.Is(err, token.ErrDriver) || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error is %v", err)
	}
	must(t, d.Close())
}

func TestRefreshStartsAfreshUnlessSomebodyIsLoggedIn(t *testing.T) {
	b := newBench(t, token.P256)
	d := b.host(t)
	_, err := d.Tokens(t.Context())
	must(t, err)
	first := d.PID()
	s := b.open(t, d)
	must(t, d.Refresh(t.Context()))
	if d.PID() != first {
		t.Fatal("a login was lost")
	}
	must(t, s.Close())
	must(t, d.Refresh(t.Context()))
	_, err = d.Tokens(t.Context())
	must(t, err)
	if d.PID() == first || alive(first) {
		t.Error("the old process is still there")
	}
}

func TestDriverIsSetAsideAfterThreeCrashesInARow(t *testing.T) {
	b := newBench(t, token.P256)
	d := b.host(t)
	crash := func() {
		t.Helper()
		must(t, b.store.Crash("C_GetSlotList", 1))
		if _, err := d.Tokens(t.Context()); !errors.Is(err, token.ErrDriverCrashed) {
			t.Fatalf("error is %v", err)
		}
	}
	crash()
	crash()
	_, err := d.Tokens(t.Context()) // two and a success are no three in a row
	must(t, err)
	crash()
	crash()
	crash()

	must(t, b.store.ResetCalls())
	for range 2 {
		_, err := d.Tokens(t.Context())
		var aside *token.SetAsideError
		if !errors.As(err, &aside) || aside.Crashes != 3 || aside.Library != b.module || !errors.Is(err, token.ErrDriverCrashed) {
			t.Errorf("error is %v", err)
		}
	}
	if calls, err := b.store.Calls(); len(calls) > 0 || err != nil || d.PID() != 0 {
		t.Errorf("the library is still asked: %v, %v", calls, err)
	}
	d.Retry()
	_, err = d.Tokens(t.Context())
	must(t, err)
}

// beParent is a program with a driver. It prints the process that runs the
// library, and then calls that whenever it reads a line.
func beParent(args []string) error {
	d := host.New(host.Config{Library: args[0]})
	if _, err := d.Tokens(context.Background()); err != nil {
		return err
	}
	fmt.Println(d.PID())
	for input := bufio.NewScanner(os.Stdin); input.Scan(); {
		_, _ = d.Tokens(context.Background())
	}
	return nil
}

func TestProcessEndsWithItsParent(t *testing.T) {
	self, err := os.Executable()
	must(t, err)
	for _, hanging := range []bool{false, true} {
		t.Run(fmt.Sprintf("hanging %t", hanging), func(t *testing.T) {
			b := newBench(t, token.P256)
			parent := exec.CommandContext(t.Context(), self, "parent", b.module)
			stdin, err := parent.StdinPipe()
			must(t, err)
			stdout, err := parent.StdoutPipe()
			must(t, err)
			must(t, parent.Start())
			line, err := bufio.NewReader(stdout).ReadString('\n')
			must(t, err)
			pid, err := strconv.Atoi(strings.TrimSpace(line))
			must(t, err)
			if hanging {
				must(t, b.store.ResetCalls())
				must(t, b.store.Hang("C_GetTokenInfo", 1))
				_, err := io.WriteString(stdin, "\n")
				must(t, err)
				b.waitForCall(t, "C_GetTokenInfo")
			}
			if !alive(pid) {
				t.Fatal("no process runs the library")
			}
			must(t, parent.Process.Kill())
			_ = parent.Wait()
			eventually(t, "the end of the process", func() bool { return !alive(pid) })
		})
	}
}

// Without any help of the system, the end of its input ends the process.
func TestProcessEndsWithItsInputEvenWhileTheLibraryHangs(t *testing.T) {
	b := newBench(t, token.P256)
	must(t, b.store.Hang("C_GetTokenInfo", 1))
	self, err := os.Executable()
	must(t, err)
	cmd := exec.CommandContext(t.Context(), self, host.Command, b.module, "1h")
	stdin, err := cmd.StdinPipe()
	must(t, err)
	must(t, cmd.Start())
	wire.NewClient(stdin).Start(wire.Tokens, &wire.None{}, &wire.TokensReply{}, nil)
	b.waitForCall(t, "C_GetTokenInfo")
	must(t, stdin.Close())
	if err := cmd.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}

// What ends a session ends all of its processes at once: with each gets its
// signal, and the window may be gone before it can say a word. The key gets to
// finish all the same.
func TestAChangeOfThePINOutlivesTheSession(t *testing.T) {
	b := newBench(t, token.P256)
	must(t, b.store.Hang("C_SetPIN", 1))
	self, err := os.Executable()
	must(t, err)
	cmd := exec.CommandContext(t.Context(), self, host.Command, b.module, "1h")
	stdin, err := cmd.StdinPipe()
	must(t, err)
	must(t, cmd.Start())
	const fresh = "24681357"
	wire.NewClient(stdin).Start(wire.ChangePIN, &wire.PINArgs{
		ID: b.id(), Old: wire.NewSecret([]byte(b.token.PIN)), New: wire.NewSecret([]byte(fresh)),
	}, &wire.None{}, nil)
	b.waitForCall(t, "C_SetPIN")
	for _, signal := range []syscall.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM} {
		must(t, cmd.Process.Signal(signal))
	}
	must(t, stdin.Close())
	must(t, b.store.ClearFaults())
	if err := cmd.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
	s, err := b.host(t).Open(t.Context(), b.id(), token.Auth{PIN: token.NewPIN([]byte(fresh))})
	must(t, err)
	must(t, s.Close())
}

// A library that never finishes keeps no process for ever.
func TestAChangeThatHangsEndsWithTheDeadline(t *testing.T) {
	b := newBench(t, token.P256)
	must(t, b.store.Hang("C_SetPIN", 1))
	self, err := os.Executable()
	must(t, err)
	cmd := exec.CommandContext(t.Context(), self, host.Command, b.module, "10ms")
	stdin, err := cmd.StdinPipe()
	must(t, err)
	must(t, cmd.Start())
	wire.NewClient(stdin).Start(wire.ChangePIN, &wire.PINArgs{
		ID: b.id(), Old: wire.NewSecret([]byte(b.token.PIN)), New: wire.NewSecret([]byte("24681357")),
	}, &wire.None{}, nil)
	b.waitForCall(t, "C_SetPIN")
	must(t, stdin.Close())
	if err := cmd.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}

// writeRubbish is a process whose library writes over everything.
func writeRubbish(args []string) error {
	rubbish, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	if _, err := os.Stdout.Write(rubbish); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

func TestRubbishOnThePipeIsACrash(t *testing.T) {
	for name, rubbish := range map[string]string{
		"text":          "assertion failed in libvendor.so\n",
		"long frame":    "\xff\xff\xff\xff\xff\xff\xff\xff",
		"zeros":         strings.Repeat("\x00", 4096),
		"largest frame": "\x00\x1f\xff\xff\x00\x00\x00\x00" + strings.Repeat("\x01", 2<<20),
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "rubbish")
			must(t, os.WriteFile(path, []byte(rubbish), 0o600))
			d := host.New(host.Config{Library: "a.so", Args: []string{"rubbish", path}})
			if _, err := d.Tokens(t.Context()); !errors.Is(err, token.ErrDriverCrashed) {
				t.Errorf("error is %v", err)
			}
			if pid := d.PID(); pid != 0 {
				t.Errorf("process %d is left", pid)
			}
			must(t, d.Close())
		})
	}
}

// Whatever happens to processes, none is left, and no file of theirs.
func TestNothingIsLeftOfManyProcesses(t *testing.T) {
	b := newBench(t, token.P256)
	round := func() {
		d := b.host(t)
		_, err := d.Tokens(t.Context())
		must(t, err)
		s, err := d.Open(t.Context(), b.id(), b.auth())
		must(t, err)
		must(t, b.store.Crash(softkey.AnyCall, 1))
		if _, err := s.PublicKeys(t.Context(), softkey.SigningID); !errors.Is(err, token.ErrDriverCrashed) {
			t.Errorf("error is %v", err)
		}
		_, err = d.Tokens(t.Context())
		must(t, err)
		must(t, d.Close())
	}
	round()
	files, processes := openFiles(t), len(childProcesses(t))
	for range 10 {
		round()
	}
	if now := openFiles(t); now > files {
		t.Errorf("%d files are open, %d before", now, files)
	}
	if now := len(childProcesses(t)); now > processes {
		t.Errorf("%d processes run, %d before", now, processes)
	}
}

func openFiles(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	must(t, err)
	return len(entries)
}

// childProcesses are the IDs of this process's children.
func childProcesses(t *testing.T) (pids []int) {
	t.Helper()
	lists, err := filepath.Glob("/proc/self/task/*/children")
	must(t, err)
	for _, list := range lists {
		text, err := os.ReadFile(list)
		if err != nil {
			continue // the thread has ended meanwhile
		}
		for _, field := range strings.Fields(string(text)) {
			pid, err := strconv.Atoi(field)
			must(t, err)
			pids = append(pids, pid)
		}
	}
	return pids
}
