package main

import (
	"context"
	"sync"

	"ukey/app"
	"ukey/renew"
	"ukey/token"
	"ukey/ui"
)

// desk is a ui.Desk that holds drivers.
type desk interface {
	ui.Desk
	Close() error
}

// late is a desk that is still being opened: the window is made meanwhile, and
// waits for no driver.
type late struct {
	open   func() (desk, error)
	failed func()

	once sync.Once
	desk desk
	err  error
}

// openLate begins to open the desk, and calls failed if there is none to be
// had. Close waits until it is open.
func openLate(open func() (desk, error), failed func()) *late {
	l := &late{open: open, failed: failed}
	go l.get()
	return l
}

// get returns nil if the desk could not be opened.
func (l *late) get() desk {
	l.once.Do(func() {
		l.desk, l.err = l.open()
		if l.err != nil {
			l.desk = nil // and no nil pointer inside the interface
			l.failed()
		}
	})
	return l.desk
}

// do runs a verb on the desk once that is open.
func (l *late) do(verb func(desk) error) error {
	if d := l.get(); d != nil {
		return verb(d)
	}
	return l.err
}

// onDesk is do for a verb with a result.
func onDesk[T any](l *late, verb func(desk) (T, error)) (T, error) {
	var result T
	err := l.do(func(d desk) (err error) {
		result, err = verb(d)
		return err
	})
	return result, err
}

func (l *late) Watch(ctx context.Context, show func(*app.Snapshot)) error {
	return l.do(func(d desk) error { return d.Watch(ctx, show) })
}

func (l *late) Refresh(ctx context.Context) *app.Snapshot {
	if d := l.get(); d != nil {
		return d.Refresh(ctx)
	}
	return &app.Snapshot{}
}

func (l *late) Retry(ctx context.Context, driver string) *app.Snapshot {
	if d := l.get(); d != nil {
		return d.Retry(ctx, driver)
	}
	return &app.Snapshot{}
}

func (l *late) Doctor(ctx context.Context, e app.Examination) *app.Report {
	if d := l.get(); d != nil {
		return d.Doctor(ctx, e)
	}
	return &app.Report{}
}

func (l *late) Fix(ctx context.Context, f app.Fix) error {
	return l.do(func(d desk) error { return d.Fix(ctx, f) })
}

func (l *late) UnblockPIN(ctx context.Context, id token.ID, ask app.Questions) error {
	return l.do(func(d desk) error { return d.UnblockPIN(ctx, id, ask) })
}

func (l *late) Reach(ctx context.Context) error {
	return l.do(func(d desk) error { return d.Reach(ctx) })
}

func (l *late) ChangePIN(ctx context.Context, id token.ID, ask app.Questions) error {
	return l.do(func(d desk) error { return d.ChangePIN(ctx, id, ask) })
}

func (l *late) Renew(ctx context.Context, id token.ID, holder app.HolderID, ask app.Questions, progress func(renew.Event)) (*renew.Result, error) {
	return onDesk(l, func(d desk) (*renew.Result, error) { return d.Renew(ctx, id, holder, ask, progress) })
}

// Close waits for a desk that is being opened.
func (l *late) Close() error {
	if d := l.get(); d != nil {
		return d.Close()
	}
	return nil
}
