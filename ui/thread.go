package ui

import (
	"context"
	"sync"

	"fyne.io/fyne/v2"
)

// worker runs what may take long, and brings its results back to Fyne's
// goroutine. It is the one place where the two meet.
type worker struct {
	ctx    context.Context
	cancel context.CancelFunc
	tasks  sync.WaitGroup
	onUI   func(func()) // runs a function on Fyne's goroutine, later
}

func newWorker(onUI func(func())) *worker {
	if onUI == nil {
		onUI = fyne.Do
	}
	ctx, cancel := context.WithCancel(context.Background())
	return &worker{ctx: ctx, cancel: cancel, onUI: onUI}
}

// start runs a task. Its context ends when the window closes, or by the
// returned function.
func (w *worker) start(task func(ctx context.Context)) context.CancelFunc {
	ctx, cancel := context.WithCancel(w.ctx)
	w.tasks.Go(func() {
		defer cancel()
		task(ctx)
	})
	return cancel
}

// post runs f on Fyne's goroutine, unless the window has been closed by then.
func (w *worker) post(f func()) {
	if w.ctx.Err() != nil {
		return
	}
	w.onUI(func() {
		if w.ctx.Err() == nil {
			f()
		}
	})
}

// close ends all tasks and waits for them.
func (w *worker) close() {
	w.cancel()
	w.tasks.Wait()
}

// ask puts a question on the screen and waits for the answer. show is called
// on Fyne's goroutine with a function that takes the answer; only the first
// answer counts.
func ask[A any](ctx context.Context, w *worker, show func(answer func(A, error))) (A, error) {
	type result struct {
		value A
		err   error
	}
	answers := make(chan result, 1)
	w.post(func() {
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
