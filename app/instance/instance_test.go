package instance_test

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ukey/app/instance"
)

// limit is far longer than anything here takes.
const limit = time.Minute

// group is one of this test alone.
func group(t *testing.T) instance.Group {
	t.Helper()
	t.Setenv("XDG_RUNTIME_DIR", privateFolder(t))
	return instance.Of("")
}

func privateFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "ukey-instance-") // short: a socket's path has 107 bytes at most
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// claim takes a role that has to be free.
func claim(t *testing.T, g instance.Group, role instance.Role) *instance.Claim {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	c, err := g.Become(ctx, role, instance.Request{Verb: instance.Show})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// serve carries out requests until the test ends.
func serve(t *testing.T, c *instance.Claim, handle func(context.Context, instance.Request) error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var serving sync.WaitGroup
	serving.Go(func() {
		if err := c.Serve(ctx, handle); !errors.Is(err, context.Canceled) {
			t.Errorf("serving ended with %v", err)
		}
	})
	t.Cleanup(func() {
		cancel()
		serving.Wait()
	})
}

func TestTheSecondOneHandsItsRequestToTheFirst(t *testing.T) {
	g := group(t)
	asked := make(chan instance.Request, 1)
	serve(t, claim(t, g, instance.Window), func(_ context.Context, r instance.Request) error {
		asked <- r
		return nil
	})
	want := instance.Request{Verb: instance.Show, Screen: instance.Renew, Key: instance.Key{Serial: "0123456789abcdef", Label: "单位证书"}}
	if _, err := g.Become(t.Context(), instance.Window, want); !errors.Is(err, instance.ErrTaken) {
		t.Fatalf("the second one: %v", err)
	}
	if diff := cmp.Diff(want, <-asked); diff != "" {
		t.Error(diff)
	}
}

func TestRolesAndGroupsDoNotMeet(t *testing.T) {
	g := group(t)
	claim(t, g, instance.Window)
	claim(t, g, instance.Resident)
	claim(t, instance.Of("other"), instance.Window)
}

func TestARoleThatWasGivenUpIsFree(t *testing.T) {
	g := group(t)
	first := claim(t, g, instance.Window)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if g.Running(t.Context(), instance.Window) {
		t.Error("it still counts as running")
	}
	if err := g.Send(t.Context(), instance.Window, instance.Request{Verb: instance.Quit}); !errors.Is(err, instance.ErrAbsent) {
		t.Errorf("a request to nobody: %v", err)
	}
	claim(t, g, instance.Window)
}

func TestTheSecondOneIsToldOfAFailure(t *testing.T) {
	g := group(t)
	serve(t, claim(t, g, instance.Window), func(context.Context, instance.Request) error {
		return errors.New(strings.Repeat("管", 5000))
	})
	for _, r := range []instance.Request{
		{Verb: instance.Show},
		{Verb: "dance"},
		{Verb: instance.Show, Screen: "cellar"},
		{Verb: instance.Show, Key: instance.Key{Label: strings.Repeat("x", 5000)}},
	} {
		if err := g.Send(t.Context(), instance.Window, r); !errors.Is(err, instance.ErrRefused) {
			t.Errorf("%.40v: %v", r, err)
		}
	}
}

// process is one that plays the window.
type process struct {
	cmd  *exec.Cmd
	says *bufio.Scanner
}

func start(t *testing.T, variant string) *process {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), playRole+"="+variant)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{cmd, bufio.NewScanner(out)}
	t.Cleanup(p.kill)
	return p
}

// kill ends the process without a chance to clean up.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

func (p *process) hear(t *testing.T, want string) {
	t.Helper()
	if !p.says.Scan() {
		t.Fatalf("silence instead of %q: %v", want, p.says.Err())
	}
	if got := p.says.Text(); got != want {
		t.Fatalf("%q instead of %q", got, want)
	}
}

func TestAKilledProcessLosesItsRole(t *testing.T) {
	group(t)
	const variant = "killed"
	first := start(t, variant)
	first.hear(t, "playing")
	second := start(t, variant)
	second.hear(t, instance.ErrTaken.Error())
	first.hear(t, "show home")

	first.kill()
	third := start(t, variant)
	third.hear(t, "playing")
	if err := instance.Of(variant).Send(t.Context(), instance.Window, instance.Request{Verb: instance.Show, Screen: instance.Help}); err != nil {
		t.Fatal(err)
	}
	third.hear(t, "show help")
}

func TestOnlyOneOfManyPlaysTheRole(t *testing.T) {
	g := group(t)
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	const many = 12
	outcome := make(chan error, many)
	playing := make(chan *instance.Claim, many)
	var all sync.WaitGroup
	for range many {
		all.Go(func() {
			c, err := g.Become(ctx, instance.Window, instance.Request{Verb: instance.Show})
			if err == nil {
				playing <- c
				_ = c.Serve(ctx, func(context.Context, instance.Request) error { return nil })
				return
			}
			outcome <- err
		})
	}
	for range many - 1 {
		if err := <-outcome; !errors.Is(err, instance.ErrTaken) {
			t.Error(err)
		}
	}
	if err := (<-playing).Close(); err != nil {
		t.Error(err)
	}
	all.Wait()
	if len(playing) > 0 {
		t.Error("another one played the role as well")
	}
}
