package tokentest

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
)

// Consumption is what a driver holds on to, counted in things that must not
// grow with the number of times that a key is pulled and plugged.
type Consumption struct {
	Goroutines  int
	Descriptors int // open files, where the system tells
	Children    int // processes of the driver's own
	Heap        uint64
	// Resident is what the process takes up with the library in it, in
	// bytes. Libraries keep what they like: it is told, not judged.
	Resident uint64
	// InChildren are the open files and the memory of the children. Only the
	// files are judged, as of the process itself.
	InChildren struct {
		Descriptors int
		Resident    uint64
	}
}

// Consume measures this process and the driver's own, which children lists by
// their IDs. It may be nil.
func Consume(t testing.TB, children func() []int) Consumption {
	t.Helper()
	c := Consumption{Goroutines: runtime.NumGoroutine(), Descriptors: descriptors("self"), Resident: resident("self")}
	if children != nil {
		for _, pid := range children() {
			process := strconv.Itoa(pid)
			c.Children++
			c.InChildren.Descriptors += settled(func() int { return descriptors(process) })
			c.InChildren.Resident += resident(process)
		}
	}
	runtime.GC()
	runtime.GC() // what the first one finalised goes with the second
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	c.Heap = memory.HeapAlloc
	return c
}

// settled is the least of many counts: a process that watches a key opens a
// file now and then, and closes it.
func settled(count func() int) int {
	least := count()
	for range 100 {
		least = min(least, count())
	}
	return least
}

// descriptors counts the open files of a process, as proc(5) names it.
func descriptors(process string) int {
	open, _ := os.ReadDir(filepath.Join("/proc", process, "fd")) // none where there is no such folder
	return len(open)
}

// resident is the memory that a process takes up, in bytes; 0 if nobody tells.
func resident(process string) uint64 {
	text, err := os.ReadFile(filepath.Join("/proc", process, "statm"))
	var all, pages uint64
	if err == nil {
		_, err = fmt.Sscan(string(text), &all, &pages)
	}
	if err != nil {
		return 0
	}
	return pages * uint64(os.Getpagesize())
}

// Soak lists, pulls and plugs a key for a number of rounds, and claims that
// nothing grows meanwhile. In every tenth round a session is open as the key
// goes. It measures from the end of the first tenth on, when all that is kept
// for good has been made.
func Soak(t testing.TB, k Key, rounds int, children func() []int) {
	t.Helper()
	// The heap is never exactly the same twice; a leak of 64 bytes a round
	// shows in 10,000 rounds.
	const slack = 640 << 10
	warm := max(rounds/10, 1)
	var before Consumption
	for round := range rounds {
		if round == warm {
			before = Consume(t, children)
		}
		soakOnce(t, key{Key: k}, round%10 == 0)
	}
	after := Consume(t, children)
	if after.Goroutines > before.Goroutines || after.Descriptors > before.Descriptors ||
		after.Children > before.Children || after.InChildren.Descriptors > before.InChildren.Descriptors {
		t.Errorf("after %d rounds %+v, after %d rounds %+v", warm, before, rounds, after)
	}
	if after.Heap > before.Heap+slack {
		t.Errorf("heap grew from %d to %d bytes in %d rounds", before.Heap, after.Heap, rounds-warm)
	}
	t.Logf("after %d rounds %+v, after %d rounds %+v", warm, before, rounds, after)
}

func soakOnce(t testing.TB, k key, loggedIn bool) {
	t.Helper()
	ctx := t.Context()
	present := func(want bool) {
		t.Helper()
		tokens, err := k.Driver.Tokens(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if (len(tokens) == 1) != want {
			t.Fatalf("%d tokens listed, and the key is in: %t", len(tokens), want)
		}
	}
	present(true)
	certificates, err := k.Driver.Certificates(ctx, k.id())
	if err != nil || len(certificates) != 2 {
		t.Fatalf("%d certificates, %v", len(certificates), err)
	}
	if loggedIn {
		s, err := k.Driver.Open(ctx, k.id(), k.auth())
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}()
	}
	if err := k.Hand.Unplug(); err != nil {
		t.Fatal(err)
	}
	present(false)
	if err := k.Hand.Plug(); err != nil {
		t.Fatal(err)
	}
}
