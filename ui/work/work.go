// Package work runs what may take long beside the window, and brings its
// results back to Fyne's goroutine. It is the one place where the two meet:
// screens start their tasks here and never touch a widget from one.
package work

import (
	"context"
	"sync"
	"time"

	"fyne.io/fyne/v2"
)

// Worker owns the tasks of one window. Its methods may be called from any
// goroutine.
type Worker struct {
	ctx    context.Context
	cancel context.CancelFunc
	tasks  sync.WaitGroup
	onUI   func(func()) // runs a function on Fyne's goroutine, later
}

// New returns a Worker; Close ends it. onUI runs a function on Fyne's
// goroutine; nil means fyne.Do, and tests give their own.
func New(onUI func(func())) *Worker {
	if onUI == nil {
		onUI = fyne.Do
	}
	ctx, cancel := context.WithCancel(context.Background())
	return &Worker{ctx: ctx, cancel: cancel, onUI: onUI}
}

// Start runs a task. Its context ends when the window closes, or by the
// returned function.
func (w *Worker) Start(task func(ctx context.Context)) context.CancelFunc {
	ctx, cancel := context.WithCancel(w.ctx)
	w.tasks.Go(func() {
		defer cancel()
		task(ctx)
	})
	return cancel
}

// Post runs f on Fyne's goroutine, unless the window has been closed by then.
func (w *Worker) Post(f func()) {
	if w.ctx.Err() != nil {
		return
	}
	w.onUI(func() {
		if w.ctx.Err() == nil {
			f()
		}
	})
}

// Outlast runs a part of a task that is to be finished though the window
// closes, and may hang as a disk on another computer does. It is waited for as
// long as the window is open and that much longer, and then left behind; false
// says so.
func Outlast(ctx context.Context, patience time.Duration, part func()) bool {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		part()
	}()
	select {
	case <-ended:
		return true
	case <-ctx.Done():
	}
	limit := time.NewTimer(patience)
	defer limit.Stop()
	select {
	case <-ended:
		return true
	case <-limit.C:
		return false
	}
}

// Done is closed when the window closes.
func (w *Worker) Done() <-chan struct{} { return w.ctx.Done() }

// Close ends all tasks and waits for them.
func (w *Worker) Close() {
	w.cancel()
	w.tasks.Wait()
}

// Ask puts a question on the screen and waits for the answer. show is called
// on Fyne's goroutine with a function that takes the answer; only the first
// answer counts.
func Ask[A any](ctx context.Context, w *Worker, show func(answer func(A, error))) (A, error) {
	type result struct {
		value A
		err   error
	}
	answers := make(chan result, 1)
	w.Post(func() {
		show(func(value A, err error) {
			select {
			case answers <- result{value, err}:
			default:
			}
		})
	})
	select {
	case r := <-answers:
		return r.value, r.err
	case <-ctx.Done():
		var none A
		return none, ctx.Err()
	}
}
