package work

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
)

// atOnce stands for Fyne's goroutine where nothing waits in its queue.
func atOnce(f func()) { f() }

func TestClosingEndsTheTasksAndWaitsForThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New(atOnce)
		ended := 0
		for range 3 {
			w.Start(func(ctx context.Context) {
				<-ctx.Done()
				w.Post(func() { ended++ }) // for a window that is gone
			})
		}
		w.Close()
		w.Post(func() { ended++ })
		if ended > 0 {
			t.Errorf("%d functions ran after the window was closed", ended)
		}
		// synctest fails the test if a task is left.
	})
}

func TestOneTaskIsEndedWithoutTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New(atOnce)
		defer w.Close()
		over := make(chan string, 2)
		wait := func(name string) func(context.Context) {
			return func(ctx context.Context) { <-ctx.Done(); over <- name }
		}
		end := w.Start(wait("first"))
		w.Start(wait("second"))
		end()
		synctest.Wait()
		if len(over) != 1 || <-over != "first" {
			t.Error("not the first alone has ended")
		}
	})
}

func TestTheFirstAnswerCounts(t *testing.T) {
	w := New(atOnce)
	defer w.Close()
	wrong := errors.New("wrong")
	got, err := Ask(t.Context(), w, func(answer func(string, error)) {
		answer("yes", wrong)
		answer("no", nil)
	})
	if got != "yes" || !errors.Is(err, wrong) {
		t.Errorf("%q, %v", got, err)
	}
}

// Whoever asks is let go by its context: the person may never answer, and after
// the window was closed nobody even sees the question.
func TestAQuestionWithoutAnAnswerEndsWithItsContext(t *testing.T) {
	for name, closed := range map[string]bool{"open": false, "closed": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := New(atOnce)
				defer w.Close()
				if closed {
					w.Close()
				}
				shown := false
				ctx, cancel := context.WithCancel(t.Context())
				done := make(chan error, 1)
				go func() {
					_, err := Ask(ctx, w, func(func(int, error)) { shown = true })
					done <- err
				}()
				synctest.Wait()
				if shown == closed {
					t.Errorf("shown: %v", shown)
				}
				cancel()
				if err := <-done; !errors.Is(err, context.Canceled) {
					t.Errorf("it ends with %v", err)
				}
			})
		})
	}
}
