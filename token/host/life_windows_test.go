package host_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/sys/windows"

	"ukey/token"
	"ukey/token/host"
)

// TestMain makes the test program a driver host, or a program that has one,
// when it is started as such.
func TestMain(m *testing.M) {
	switch {
	case len(os.Args) > 2 && os.Args[1] == host.Command:
		if err := serve(behaviour{name: os.Args[2]}); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	case len(os.Args) == 2 && os.Args[1] == "parent":
		beParent()
	default:
		goleak.VerifyTestMain(m)
	}
}

func serve(l behaviour) error {
	in, out, err := host.Pipes()
	if err != nil {
		return err
	}
	return host.Serve(context.Background(), in, out, 0, func() (token.Driver, error) { return l, nil })
}

// beParent has a library hang, says so, and waits to be killed.
func beParent() {
	d := host.New(host.Config{Library: "hangs"})
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_, _ = d.Tokens(ctx) // whose process is not ended because a caller has gone
	fmt.Println(d.PID())
	select {}
}

// behaviour is a library that behaves as it is called.
type behaviour struct {
	token.Driver
	name string
}

// accessViolation is STATUS_ACCESS_VIOLATION, which a C library ends with that
// follows a wild pointer.
const accessViolation = 0xc0000005

func (l behaviour) Tokens(context.Context) ([]token.Info, error) {
	switch l.name {
	case "hangs":
		select {}
	case "exits":
		os.Exit(0)
	case "crashes":
		_ = windows.TerminateProcess(windows.CurrentProcess(), accessViolation)
	case "prints":
		out, err := windows.GetStdHandle(windows.STD_OUTPUT_HANDLE)
		if err != nil {
			return nil, err
		}
		if _, err := windows.Write(out, []byte("debug: C_GetSlotList\r\n")); err != nil {
			return nil, err
		}
	}
	return []token.Info{{ID: token.ID{Driver: l.name, Label: "单位证书"}}}, nil
}

func (behaviour) Close() error { return nil }

func start(t *testing.T, name string) *host.Driver {
	t.Helper()
	d := host.New(host.Config{Library: name})
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// watched is a process whose end can be waited for, under whatever number.
func watched(t *testing.T, pid int) *os.Process {
	t.Helper()
	p, err := os.FindProcess(pid)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAnswersComeThroughThePipes(t *testing.T) {
	for _, name := range []string{"fine", "prints"} {
		d := start(t, name)
		for range 2 {
			list, err := d.Tokens(t.Context())
			if err != nil || len(list) != 1 || list[0].ID.Label != "单位证书" {
				t.Errorf("%s: %v, %v", name, list, err)
			}
		}
		process := watched(t, d.PID())
		if err := d.Close(); err != nil {
			t.Error(err)
		}
		if state, err := process.Wait(); err != nil || !state.Success() {
			t.Errorf("%s: ended with %v, %v", name, state, err)
		}
	}
}

func TestALibraryThatEndsItsProcessIsTold(t *testing.T) {
	for _, name := range []string{"exits", "crashes"} {
		d := start(t, name)
		for range 3 {
			if _, err := d.Tokens(t.Context()); !errors.Is(err, token.ErrDriverCrashed) {
				t.Errorf("%s: %v", name, err)
			}
		}
		aside := new(token.SetAsideError)
		if _, err := d.Tokens(t.Context()); !errors.As(err, &aside) {
			t.Errorf("%s, a fourth time: %v", name, err)
		}
	}
}

func TestALibraryThatHangsIsEndedAtItsDeadline(t *testing.T) {
	d := start(t, "hangs")
	d.SetDeadline(time.Second)
	for range 2 {
		if _, err := d.Tokens(t.Context()); !errors.Is(err, token.ErrDriverHung) {
			t.Errorf("error %v", err)
		}
		if pid := d.PID(); pid != 0 {
			t.Errorf("process %d is left", pid)
		}
	}
}

// Nothing tells a library that hangs of the end of its program but the system,
// by the job object.
func TestAKilledProgramTakesItsHostAlong(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	parent := exec.Command(program, "parent")
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	orphan := watched(t, pid)
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait() // it was killed
	if _, err := orphan.Wait(); err != nil {
		t.Error(err)
	}
}
