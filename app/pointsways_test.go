//go:build linux

package app_test

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"ukey/token/softkey"
)

// tape is what a renewal does that nobody disturbs, in order.
type tape struct {
	calls     []string // PKCS#11, of a program that runs already
	fromStart []string // PKCS#11, of one that is started for it
	exchanges []string // with the CA
	saves     []string // of the journal: the states it is saved in
}

// way is how a renewal is cut off.
type way struct {
	name   string
	points func(tape) []string
	// cut starts the renewal and cuts it off at the nth point.
	cut func(t *testing.T, c *pointCase, n int)
	// mend puts right what was done to key, CA or disk.
	mend func(t *testing.T, c *pointCase)
	// count counts the objects that are on the key in the end.
	count func(t *testing.T, c *pointCase) int
}

// everything counts all that the key holds, past all drivers.
func everything(t *testing.T, c *pointCase) int { return len(c.objectFiles(t)) }

// identified counts the objects that have an ID. The double's key is a part of
// the process that is killed: what it was about to write has none yet, and
// nobody can tell whose it is. A key of hardware ends what it has begun.
func identified(t *testing.T, c *pointCase) int {
	return strings.Count(c.tool(t, "--list-objects"), "  ID: ")
}

func ofCalls(p tape) []string     { return p.calls }
func ofFromStart(p tape) []string { return p.fromStart }
func ofExchanges(p tape) []string { return p.exchanges }
func ofSaves(p tape) []string     { return p.saves }

// moments are as many as there is patience for.
func moments(tape) []string {
	if !*everyPoint {
		return nil // what cannot be repeated is no test to run each time
	}
	return slices.Repeat([]string{"some time"}, 150)
}

var ways = []way{
	{"killed in call", ofFromStart, killedInCall, nothingToMend, everything},
	{"killed at", moments, killedAtAMoment, mendDouble, identified},
	{"pulled in call", ofCalls, pulled((*softkey.Store).UnplugDuring), plugIn, everything},
	{"pulled after call", ofCalls, pulled((*softkey.Store).UnplugAfter), plugIn, everything},
	{"killed before exchange", ofExchanges, killedAtExchange(dropped), nothingToMend, everything},
	{"killed after exchange", ofExchanges, killedAtExchange(swallowed), nothingToMend, everything},
	{"CA gone before exchange", ofExchanges, caGone(dropped), caBack, everything},
	{"CA gone after exchange", ofExchanges, caGone(swallowed), caBack, everything},
	{"killed before save", ofSaves, killedAtSave(beforeSave), nothingToMend, everything},
	{"killed within save", ofSaves, killedAtSave(halfSaved), nothingToMend, everything},
	{"killed before rename", ofSaves, killedAtSave(notRenamed), nothingToMend, everything},
	{"killed after save", ofSaves, killedAtSave(afterSave), nothingToMend, everything},
	{"disk full at save", ofSaves, diskFull(false), diskFree, everything},
	{"disk full within save", ofSaves, diskFull(true), diskFree, everything},
}

func nothingToMend(t *testing.T, c *pointCase) {
	t.Helper()
	if err := c.store.ClearFaults(); err != nil {
		t.Fatal(err)
	}
}

// mendDouble puts back what SoftHSM keeps of the token itself. It writes that
// anew when somebody logs in, and a kill in the middle leaves no token at all.
func mendDouble(t *testing.T, c *pointCase) {
	t.Helper()
	for file, content := range c.header {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	nothingToMend(t, c)
}

// killedInCall has the program die as it makes its nth PKCS#11 call. What the
// calls before have done is done. No two runs make quite as many calls, since
// the token lists its objects in any order: the last few may not come.
func killedInCall(t *testing.T, c *pointCase, n int) {
	if err := errors.Join(c.store.ResetCalls(), c.store.Kill(softkey.AnyCall, n)); err != nil {
		t.Fatal(err)
	}
	out, err := c.runChild(t, childSpec{})
	if calls, listed := c.store.Calls(); listed != nil || len(calls) >= n {
		checkKilled(t, out, err)
	}
}

// killedAtAMoment has the program die while it is at work, within a call as
// like as not.
func killedAtAMoment(t *testing.T, c *pointCase, _ int) {
	if err := c.store.ResetCalls(); err != nil {
		t.Fatal(err)
	}
	child := c.startChild(t, childSpec{})
	eventually(t, "the first call", func() bool {
		calls, err := c.store.Calls()
		return err != nil || len(calls) > 0
	})
	const work = 700 * time.Millisecond // about as long as the program has to do
	timer := time.AfterFunc(rand.N(work), c.kill)
	_ = child.Wait() // it may have come to its end
	timer.Stop()
}

// pulled pulls the key out at the nth PKCS#11 call of a program that runs on.
func pulled(pull func(s *softkey.Store, call string, nth int) error) func(*testing.T, *pointCase, int) {
	return func(t *testing.T, c *pointCase, n int) {
		if err := pull(c.store, softkey.AnyCall, n); err != nil {
			t.Fatal(err)
		}
		c.cutBy = c.carryOn(t)
	}
}

func plugIn(t *testing.T, c *pointCase) {
	t.Helper()
	if err := errors.Join(c.store.ClearFaults(), c.key.Plug()); err != nil {
		t.Fatal(err)
	}
	// As the program's watch would have it look.
	if _, err := c.driver.Tokens(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// dropped is a CA that ends the connection without having done anything.
func dropped(http.Handler, http.ResponseWriter, *http.Request) {}

// swallowed is one that does what it is asked for, and ends the connection
// before it says so.
func swallowed(real http.Handler, w http.ResponseWriter, req *http.Request) {
	real.ServeHTTP(newRecorder(w), req)
}

// caGone stops the CA at the nth exchange; it answers none from then on.
func caGone(last answerFunc) func(*testing.T, *pointCase, int) {
	return func(t *testing.T, c *pointCase, n int) {
		var exchanges atomic.Int32
		c.stand(func(real http.Handler, w http.ResponseWriter, req *http.Request) {
			switch now := int(exchanges.Add(1)); {
			case now < n:
				real.ServeHTTP(w, req)
				return
			case now == n:
				last(real, w, req)
			}
			panic(http.ErrAbortHandler) // ends the connection
		})
		c.cutBy = c.carryOn(t)
		if c.cutBy == nil {
			t.Errorf("only %d exchanges", exchanges.Load())
		}
	}
}

func caBack(_ *testing.T, c *pointCase) { c.stand(nil) }

// killedAtExchange has the program die at its nth exchange with the CA.
func killedAtExchange(last answerFunc) func(*testing.T, *pointCase, int) {
	return func(t *testing.T, c *pointCase, n int) {
		var exchanges atomic.Int32
		c.stand(func(real http.Handler, w http.ResponseWriter, req *http.Request) {
			if int(exchanges.Add(1)) < n {
				real.ServeHTTP(w, req)
				return
			}
			last(real, w, req)
			c.kill()
			panic(http.ErrAbortHandler)
		})
		c.diesInChild(t, childSpec{})
		c.stand(nil)
	}
}

// stage is how far the writing of a journal has come when the program dies.
type stage string

const (
	beforeSave stage = "before"
	halfSaved  stage = "half"  // the temporary file is there in part
	notRenamed stage = "whole" // it is there, but not in the journal's place
	afterSave  stage = "after"
)

// killedAtSave has the program die while it saves the journal for the nth time.
func killedAtSave(at stage) func(*testing.T, *pointCase, int) {
	return func(t *testing.T, c *pointCase, n int) {
		c.diesInChild(t, childSpec{Save: n, Stage: at})
	}
}

// diskFull leaves no room on the disk from the nth time on that the journal is
// saved, or, with part, room for a part of it.
func diskFull(part bool) func(*testing.T, *pointCase, int) {
	return func(t *testing.T, c *pointCase, n int) {
		saves, write := 0, c.Journals.Write
		c.Journals.Write = func(path, temporary string, content []byte) error {
			if saves++; saves < n {
				return write(path, temporary, content)
			}
			if part {
				if err := os.WriteFile(temporary, content[:len(content)/2], 0o600); err != nil {
					return err
				}
			}
			return &os.PathError{Op: "write", Path: temporary, Err: syscall.ENOSPC}
		}
		c.cutBy = c.carryOn(t)
		if !errors.Is(c.cutBy, syscall.ENOSPC) {
			t.Errorf("error %v", c.cutBy)
		}
	}
}

func diskFree(_ *testing.T, c *pointCase) { c.Journals.Write = c.write }

// diesInChild renews in another process, which must not live to its end.
func (c *pointCase) diesInChild(t *testing.T, spec childSpec) {
	t.Helper()
	out, err := c.runChild(t, spec)
	checkKilled(t, out, err)
}

func checkKilled(t *testing.T, out []byte, err error) {
	t.Helper()
	died, ok := errors.AsType[*exec.ExitError](err)
	if !ok || died.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("the program was not killed: %v\n%s", err, out)
	}
}
