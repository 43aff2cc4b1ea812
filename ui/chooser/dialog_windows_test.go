package chooser

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

const (
	idOK  = 1
	idYes = 6
	// patience is how long a busy machine may take.
	patience = time.Minute
)

// asking is a question that is on the screen.
type asking struct {
	t       *testing.T
	p       procedures
	cancel  context.CancelFunc
	opened  int
	answers chan answered
}

// answered is what came of a question.
type answered struct {
	path string
	err  error
}

func choose(t *testing.T, q Question) *asking {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	a := &asking{t: t, p: system(), cancel: cancel, answers: make(chan answered, 1)}
	ended := make(chan struct{})
	t.Cleanup(func() { cancel(); <-ended })
	go func() {
		defer close(ended)
		path, err := Open().Choose(ctx, q, func() { a.opened++ })
		a.answers <- answered{path, err}
	}()
	return a
}

// result is what came of it.
func (a *asking) result() (string, error) {
	a.t.Helper()
	select {
	case r := <-a.answers:
		if a.opened != 1 {
			a.t.Errorf("opened %d times", a.opened)
		}
		return r.path, r.err
	case <-time.After(patience):
		a.t.Fatal("the dialog stays")
		panic("unreachable")
	}
}

// dialogs are all that this process shows.
func (a *asking) dialogs() (found []windows.HWND) {
	class, err := windows.UTF16PtrFromString(dialogClass)
	if err != nil {
		a.t.Fatal(err)
	}
	find, visible := a.p.user.NewProc("FindWindowExW"), a.p.user.NewProc("IsWindowVisible")
	for last := uintptr(0); ; {
		last, _, _ = find.Call(0, last, uintptr(unsafe.Pointer(class)), 0)
		if last == 0 {
			return found
		}
		var process uint32
		if _, err := windows.GetWindowThreadProcessId(windows.HWND(last), &process); err != nil || process != windows.GetCurrentProcessId() {
			continue
		}
		if is, _, _ := visible.Call(last); is != 0 {
			found = append(found, windows.HWND(last))
		}
	}
}

// shows waits until so many dialogs are there; the first is in front.
func (a *asking) shows(n int) []windows.HWND {
	a.t.Helper()
	deadline, again := time.After(patience), time.NewTicker(20*time.Millisecond)
	defer again.Stop()
	for {
		if found := a.dialogs(); len(found) == n {
			return found
		}
		select {
		case <-again.C:
		case <-deadline:
			a.t.Fatalf("there are %d dialogs, not %d", len(a.dialogs()), n)
		}
	}
}

func aFile(t *testing.T) Question {
	return Question{Title: "保存证书", Folder: t.TempDir(), Name: "甲公司 (副本) 100%.pem"}
}

func TestANewFileHasThePathThatIsProposed(t *testing.T) {
	q := aFile(t)
	a := choose(t, q)
	a.p.press(a.shows(1)[0], idOK)
	if path, err := a.result(); path != filepath.Join(q.Folder, q.Name) || err != nil {
		t.Errorf("chosen: %q, %v", path, err)
	}
}

func TestWhetherAFileIsReplacedIsAskedOnce(t *testing.T) {
	q := aFile(t)
	if err := os.WriteFile(filepath.Join(q.Folder, q.Name), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	a := choose(t, q)
	chooser := a.shows(1)[0]
	a.p.press(chooser, idOK)
	for _, window := range a.shows(2) {
		if window != chooser {
			a.p.press(window, idYes)
		}
	}
	if path, err := a.result(); path != filepath.Join(q.Folder, q.Name) || err != nil {
		t.Errorf("chosen: %q, %v", path, err)
	}
}

func TestWhoeverCancelsHasChosenNothing(t *testing.T) {
	a := choose(t, Question{Title: "选择扫描件", Patterns: []string{"*.jpg", "*.png"}})
	a.p.press(a.shows(1)[0], idCancel)
	if path, err := a.result(); path != "" || err != nil {
		t.Errorf("chosen: %q, %v", path, err)
	}
}

func TestTheEndOfTheContextTakesTheDialogAway(t *testing.T) {
	for name, replacing := range map[string]bool{"the chooser": false, "the question over it": true} {
		t.Run(name, func(t *testing.T) {
			q := aFile(t)
			if err := os.WriteFile(filepath.Join(q.Folder, q.Name), nil, 0o600); err != nil {
				t.Fatal(err)
			}
			a := choose(t, q)
			chooser := a.shows(1)[0]
			if replacing {
				a.p.press(chooser, idOK)
				a.shows(2)
			}
			a.cancel()
			if path, err := a.result(); path != "" || !errors.Is(err, context.Canceled) {
				t.Errorf("chosen: %q, %v", path, err)
			}
			a.shows(0)
		})
	}
}

func TestWhatHasEndedAsksNobody(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	path, err := Open().Choose(ctx, aFile(t), func() { t.Error("it is on the screen") })
	if path != "" || !errors.Is(err, context.Canceled) {
		t.Errorf("chosen: %q, %v", path, err)
	}
}

func TestTextsThatTheSystemCannotTakeAreNoQuestion(t *testing.T) {
	for _, q := range []Question{{Title: "a\x00b"}, {Folder: "a\x00b"}, {Name: "a\x00b"}, {Patterns: []string{"a\x00b"}}} {
		if path, err := Open().Choose(t.Context(), q, func() { t.Error("it is on the screen") }); path != "" || !errors.Is(err, ErrNone) {
			t.Errorf("%+v: %q, %v", q, path, err)
		}
	}
}
