package chooser

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// dialogs asks by the system's dialogs.
type dialogs struct{ procedures }

// Open returns the system's chooser.
func Open() Chooser { return dialogs{system()} }

// Choose implements Chooser. The dialog has a thread of its own, and the window
// that asks takes no input meanwhile.
func (d dialogs) Choose(ctx context.Context, q Question, opened func()) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	o, err := newOpenFileName(q)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrNone, err)
	}
	ask := d.comdlg.NewProc(function(q))
	if err := ask.Find(); err != nil {
		return "", fmt.Errorf("%w: %w", ErrNone, err)
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	// What the shell shows in the dialog wants an apartment.
	err = windows.CoInitializeEx(0, windows.COINIT_APARTMENTTHREADED)
	if err != nil && !errors.Is(err, windows.Errno(windows.S_FALSE)) {
		return "", fmt.Errorf("%w: %w", ErrNone, err)
	}
	defer windows.CoUninitialize()

	var watcher sync.WaitGroup
	closed, thread := make(chan struct{}), windows.GetCurrentThreadId()
	watcher.Go(func() { d.dismiss(ctx, thread, closed) })
	opened()
	chosen, _, _ := ask.Call(uintptr(unsafe.Pointer(o)))
	fault, _, _ := d.comdlg.NewProc("CommDlgExtendedError").Call()
	close(closed)
	watcher.Wait()
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case chosen != 0:
		return filepath.Clean(windows.UTF16PtrToString(o.file)), nil
	case fault != 0:
		return "", fmt.Errorf("%w: common dialog error %#x", ErrNone, fault)
	}
	return "", nil
}

// function is the one that asks the question.
func function(q Question) string {
	if q.Name != "" {
		return "GetSaveFileNameW"
	}
	return "GetOpenFileNameW"
}

// newOpenFileName puts the question as the system wants it.
func newOpenFileName(q Question) (*openFileName, error) {
	o := &openFileName{owner: windows.HWND(q.Parent), flags: ofnExplorer | ofnHideReadOnly | ofnNoChangeDir | ofnPathMustExist}
	o.size = uint32(unsafe.Sizeof(*o))
	patterns := q.Patterns
	if q.Name == "" {
		o.flags |= ofnFileMustExist
	} else {
		o.flags |= ofnOverwritePrompt | ofnNoReadOnlyReturn
		if ending := filepath.Ext(q.Name); ending != "" && len(patterns) == 0 {
			patterns = []string{"*" + ending}
		}
	}
	var err error
	text := func(s string) *uint16 {
		p, fault := windows.UTF16PtrFromString(s)
		err = errors.Join(err, fault)
		return p
	}
	o.title = text(q.Title)
	if q.Folder != "" {
		o.initialFolder = text(q.Folder)
	}
	if ending := filepath.Ext(q.Name); ending != "" {
		o.defaultEnding = text(ending[1:])
	}
	if len(patterns) > 0 {
		// A name, its patterns, and an end of the list; each has an end of its own.
		var filters []uint16
		for _, s := range []string{strings.Join(patterns, " "), strings.Join(patterns, ";"), ""} {
			part, fault := windows.UTF16FromString(s)
			err = errors.Join(err, fault)
			filters = append(filters, part...)
		}
		o.filter = &filters[0]
	}
	name, fault := windows.UTF16FromString(q.Name)
	if err = errors.Join(err, fault); err != nil {
		return nil, err
	}
	file := make([]uint16, longestPath)
	if copy(file, name) < len(name) {
		return nil, fmt.Errorf("name of %d characters", len(name))
	}
	o.file, o.maxFile = &file[0], longestPath
	return o, nil
}

// dismiss takes the dialogs of a thread off the screen when ctx ends, until
// closed is: one that is only about to be shown comes after the first look, and
// the question whether a file may be replaced lies over the chooser.
func (d dialogs) dismiss(ctx context.Context, thread uint32, closed <-chan struct{}) {
	select {
	case <-ctx.Done():
	case <-closed:
		return
	}
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		for _, window := range d.windowsOf(thread) {
			d.press(window, idNo)
			d.press(window, idCancel)
		}
		select {
		case <-again.C:
		case <-closed:
			return
		}
	}
}
