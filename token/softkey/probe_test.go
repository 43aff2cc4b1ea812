package softkey_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ukey/token/softkey"
)

// probeFile is set by TestMain: testdata/probe.c, built.
var probeFile string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "softkey-probe-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer func() { _ = os.RemoveAll(dir) }()
		probeFile = filepath.Join(dir, "probe")
		build := exec.Command("gcc", "-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-Imodule", "-pthread",
			"-o", probeFile, "testdata/probe.c", "-ldl")
		if output, err := build.CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "build probe: %v\n%s", err, output)
			return 1
		}
		return m.Run()
	}())
}

// patience is how long a test waits for what must come at once.
const patience = time.Minute

// probe is a process that makes PKCS#11 calls one by one, so that the levers
// can be moved between them.
type probe struct {
	t       *testing.T
	cmd     *exec.Cmd
	in      io.WriteCloser
	answers *bufio.Scanner
}

// start runs a probe without a module.
func start(t *testing.T) *probe {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	p := &probe{t: t, cmd: exec.CommandContext(ctx, probeFile)}
	p.cmd.Stderr = os.Stderr
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.answers = bufio.NewScanner(out)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = p.cmd.Wait() // killed, if it was still alive
	})
	return p
}

// attach runs a probe with the store's module loaded and initialised.
func attach(t *testing.T, store *softkey.Store) *probe {
	t.Helper()
	p := start(t)
	p.expect("0x0", "load", module(t, store))
	p.expect("0x0", "initialize")
	return p
}

func (p *probe) send(words ...any) {
	p.t.Helper()
	if _, err := fmt.Fprintln(p.in, words...); err != nil {
		p.t.Fatalf("probe %v: %v", words[0], err)
	}
}

func (p *probe) receive() string {
	p.t.Helper()
	if !p.answers.Scan() {
		p.t.Fatalf("probe ended: %v", p.answers.Err())
	}
	return p.answers.Text()
}

// do makes a call and returns its return value and what else it gave.
func (p *probe) do(words ...any) (rv string, values []string) {
	p.t.Helper()
	p.send(words...)
	fields := strings.Fields(p.receive())
	if len(fields) == 0 {
		p.t.Fatalf("probe does not know %v", words)
	}
	return fields[0], fields[1:]
}

// expect makes a call that must return rv, and returns the first value.
func (p *probe) expect(rv string, words ...any) string {
	p.t.Helper()
	got, values := p.do(words...)
	if got != rv {
		p.t.Fatalf("%v returned %s, want %s", words, got, rv)
	}
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

// slots lists the slots that hold a token.
func (p *probe) slots() []string {
	p.t.Helper()
	rv, slots := p.do("slots", 1)
	if rv != "0x0" {
		p.t.Fatalf("slots: %s", rv)
	}
	return slots
}

// info is what the probe tells of a token.
type info struct{ flags, minPIN, maxPIN, label, serial string }

func (p *probe) info(slot string) info {
	p.t.Helper()
	rv, v := p.do("token", slot)
	if rv != "0x0" || len(v) != 5 {
		p.t.Fatalf("token: %s %v", rv, v)
	}
	return info{v[0], v[1], v[2], v[3], v[4]}
}

func module(t *testing.T, store *softkey.Store) string {
	t.Helper()
	path, err := store.Module()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// newKey makes a store with one provisioned token.
func newKey(t *testing.T) (*softkey.Store, *softkey.Token) {
	t.Helper()
	store, err := softkey.New(t.TempDir())
	must(t, err)
	return store, addKey(t, store, "p256")
}

func addKey(t *testing.T, store *softkey.Store, algorithm string) *softkey.Token {
	t.Helper()
	issuer, err := softkey.NewIssuer("测试根证书")
	must(t, err)
	key, err := store.AddOrganisation(issuer, softkey.OrgSpec{Algorithm: algorithm})
	must(t, err)
	return key
}

// until polls until the condition holds.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-deadline.C:
			t.Fatalf("waited in vain: %s", what)
		case <-tick.C:
		}
	}
}

// untilCalled waits until a process has entered the call.
func untilCalled(t *testing.T, store *softkey.Store, call string) {
	t.Helper()
	until(t, call, func() bool {
		calls, err := store.Calls()
		must(t, err)
		return len(calls) > 0 && calls[len(calls)-1] == call
	})
}
