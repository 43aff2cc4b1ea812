package work

import (
	"slices"
	"testing"
)

// TestWhatIsQueuedComesBeforeWhatIsPosted: Fyne runs a function at once if its
// own goroutine hands it one before the loop runs, and keeps those of others
// for later.
func TestWhatIsQueuedComesBeforeWhatIsPosted(t *testing.T) {
	var waiting []func()
	w := New(func(f func()) { waiting = append(waiting, f) })
	defer w.Close()

	var ran []string
	w.Queue(func() { ran = append(ran, "queued") })
	w.Post(func() { ran = append(ran, "posted") })
	if len(ran) > 0 {
		t.Fatalf("%q ran before the loop did", ran)
	}
	for _, f := range waiting {
		f()
	}
	if want := []string{"queued", "posted"}; !slices.Equal(ran, want) {
		t.Errorf("ran %q, want %q", ran, want)
	}
}
