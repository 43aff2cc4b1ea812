package ui

import (
	"context"

	"ukey/app"
)

// refresh looks for keys from scratch, and whether the CA is there. While that
// goes on it is not begun again.
func (w *Window) refresh() {
	w.askServer()
	if !w.refreshing {
		w.reread(w.desk.Refresh)
	}
}

// retry has a driver that was set aside tried again.
func (w *Window) retry(driver string) {
	if !w.refreshing {
		w.reread(func(ctx context.Context) *app.Snapshot { return w.desk.Retry(ctx, driver) })
	}
}

// changed shows what a verb has changed on a key, which the watcher does not
// tell: it knows of keys that come and go alone. What is being read already may
// be of the time before.
func (w *Window) changed() {
	w.outdated = w.refreshing
	w.refresh()
}

func (w *Window) reread(read func(context.Context) *app.Snapshot) {
	w.refreshing = true
	w.status.say("")
	w.show()
	w.work.Start(func(ctx context.Context) {
		s := read(ctx)
		w.work.Post(func() {
			w.refreshing = false
			if !w.take(s) {
				w.show() // that it has ended
			}
			if w.outdated {
				w.outdated = false
				w.refresh()
			}
		})
	})
}
