package ui

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"ukey/app/crash"
	"ukey/ui/uitest"
)

// crashed is a folder with the last words of a window.
func crashed(t *testing.T) *crash.Store {
	t.Helper()
	folder := t.TempDir()
	path := filepath.Join(folder, "window.dying")
	words := "v1.0.0\npanic: runtime error: index out of range [3] with length 3\n\ngoroutine 41 [running]:\nukey/ui.(*Window).take(0xc000102000)\n\tukey/ui/window.go:171 +0x1f4\n"
	if err := os.WriteFile(path, []byte(words), 0o600); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 21, 17, 5, 0, 0, time.Local)
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
	store := crash.Open(folder, "v1.0.0")
	if err := store.Collect(); err != nil {
		t.Fatal(err)
	}
	return store
}

func TestACrashIsToldAtTheNextStartAndOnlyThen(t *testing.T) {
	store := crashed(t)
	o := chinese()
	o.Crashes = store
	h := open(t, o)
	h.Until("the offer", h.stage.Busy)
	h.Says("上次没有正常结束", "2026-11-21 17:05", "没有PIN码")
	h.Press("查看")
	h.Says("index out of range [3]", "window.go:171")
	h.Press("复制")
	if got := h.App.Clipboard().Content(); !uitest.Contains(got, "goroutine 41") {
		t.Errorf("copied %q", got)
	}
	h.Press("关闭")
	dealtWith(t, store)
}

// dealtWith waits until no report is left to be offered.
func dealtWith(t *testing.T, s *crash.Store) {
	t.Helper()
	deadline, tick := time.After(10*time.Second), time.NewTicker(5*time.Millisecond)
	defer tick.Stop()
	for {
		if left, err := s.Unseen(); err == nil && len(left) == 0 {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("it is offered again")
		}
	}
}

func TestACrashReportIsDeletedOnRequest(t *testing.T) {
	h := open(t, chinese())
	store := crashed(t)
	h.opts.Crashes = store
	h.offerCrashes()
	h.Until("the offer", h.stage.Busy)
	h.Press("删除报告")
	dealtWith(t, store)
}
