package crash_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"ukey/app/crash"
)

// ways are how a child ends.
var ways = map[string]func(){
	"panic in a goroutine": func() {
		done := make(chan struct{})
		go func() {
			defer close(done)
			panic("open /home/zhangsan/scan.jpg for 13800138000")
		}()
		<-done
		select {}
	},
	"fatal error": func() {
		var m sync.Mutex
		m.Unlock()
	},
	"signal": func() {
		var nothing *int
		*nothing = 1
	},
	"well": func() {},
}

// TestMain is also the child that a test starts, and that ends the way that it
// is told.
func TestMain(m *testing.M) {
	way, ok := ways[os.Getenv("CRASH_WAY")]
	if !ok {
		os.Exit(m.Run())
	}
	store := crash.Open(os.Getenv("CRASH_FOLDER"), "v1.2.3")
	if err := errors.Join(store.Collect(), store.Watch("window")); err != nil {
		os.Exit(100)
	}
	way()
	os.Exit(0)
}

// run runs a child to its end and tells whether that was a bad one.
func run(t *testing.T, folder, way string) (badly bool) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), "CRASH_FOLDER="+folder, "CRASH_WAY="+way)
	err := child.Run()
	exit, failed := errors.AsType[*exec.ExitError](err)
	if err != nil && !failed || failed && exit.ExitCode() == 100 {
		t.Fatal(err)
	}
	return failed
}

func unseen(t *testing.T, s *crash.Store) []crash.Report {
	t.Helper()
	reports, err := s.Unseen()
	if err != nil {
		t.Fatal(err)
	}
	return reports
}

func TestEachBadEndIsReportedOnce(t *testing.T) {
	for way, says := range map[string]string{
		"panic in a goroutine": "panic: open /home/[user]/scan.jpg for …8000",
		"fatal error":          "sync.(*Mutex).unlockSlow", // its sentence goes to standard error alone
		"signal":               "nil pointer dereference",
	} {
		t.Run(way, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "logs")
			store := crash.Open(folder, "v1.2.3")
			if !run(t, folder, way) {
				t.Fatal("the child ended well")
			}
			if run(t, folder, "well") { // the next start, which collects
				t.Fatal("the next start ended badly")
			}
			reports := unseen(t, store)
			if len(reports) != 1 {
				t.Fatalf("%d reports", len(reports))
			}
			r := reports[0]
			if r.Program != "window" || time.Since(r.At).Abs() > time.Hour || !strings.HasPrefix(r.Text, "window v1.2.3, ") {
				t.Errorf("report %+v", r)
			}
			for _, want := range []string{says, "goroutine ", "crash_test.go"} {
				if !strings.Contains(r.Text, want) {
					t.Errorf("%q is not in the report:\n%s", want, r.Text)
				}
			}
			if info, err := os.Stat(r.Path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
				t.Errorf("%v, %v", info, err)
			}
			if err := store.Keep(r); err != nil {
				t.Fatal(err)
			}
			if err := store.Collect(); err != nil || len(unseen(t, store)) != 0 {
				t.Errorf("it is offered again: %v", err)
			}
		})
	}
}

// A report is often collected by the version that has put the fault right.
func TestAReportNamesTheVersionThatCrashed(t *testing.T) {
	folder := t.TempDir()
	if !run(t, folder, "signal") {
		t.Fatal("the child ended well")
	}
	newer := crash.Open(folder, "v2.0.0")
	if err := newer.Collect(); err != nil {
		t.Fatal(err)
	}
	reports := unseen(t, newer)
	if len(reports) != 1 || !strings.HasPrefix(reports[0].Text, "window v1.2.3, ") {
		t.Errorf("reports %+v", reports)
	}
}

func TestAGoodEndIsNotReported(t *testing.T) {
	folder := t.TempDir()
	store := crash.Open(folder, "v1")
	for range 2 {
		if run(t, folder, "well") {
			t.Fatal("the child ended badly")
		}
	}
	if err := store.Collect(); err != nil || len(unseen(t, store)) != 0 {
		t.Errorf("reports %v, %v", unseen(t, store), err)
	}
}

// lastWords writes what a runtime might have written.
func lastWords(t *testing.T, folder, program, text string, at time.Time) {
	t.Helper()
	path := filepath.Join(folder, program+".dying")
	if err := os.WriteFile(path, []byte("v1\n"+text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}

func TestOldReportsMakeRoom(t *testing.T) {
	folder := t.TempDir()
	store := crash.Open(folder, "v1")
	at := time.Date(2026, 11, 22, 1, 0, 0, 0, time.Local)
	for i := range 8 {
		words := "panic: x\xff"
		if i == 7 {
			words += strings.Repeat("y", 1<<20)
		}
		lastWords(t, folder, "resident", words, at.AddDate(0, 0, i))
		if err := store.Collect(); err != nil {
			t.Fatal(err)
		}
	}
	reports := unseen(t, store)
	if len(reports) != 5 || !reports[0].At.Equal(at.AddDate(0, 0, 7)) || reports[0].Program != "resident" {
		t.Fatalf("%d reports, the newest of %v", len(reports), reports[0].At)
	}
	if n := len(reports[0].Text); n > 300<<10 {
		t.Errorf("a report of %d bytes", n)
	}
	if err := store.Remove(reports[0]); err != nil || len(unseen(t, store)) != 4 {
		t.Errorf("not removed: %v", err)
	}
}
