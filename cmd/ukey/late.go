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

func (l *late) Watch(ctx context.Context, show func(*app.Snapshot)) error {
	if d := l.get(); d != nil {
		return d.Watch(ctx, show)
	}
	return l.err
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
	if d := l.get(); d != nil {
		return d.Fix(ctx, f)
	}
	return l.err
}

func (l *late) UnblockPIN(ctx context.Context, id token.ID, ask app.Questions) error {
	if d := l.get(); d != nil {
		return d.UnblockPIN(ctx, id, ask)
	}
	return l.err
}

func (l *late) Reach(ctx context.Context) error {
	if d := l.get(); d != nil {
		return d.Reach(ctx)
	}
	return l.err
}

func (l *late) ChangePIN(ctx context.Context, id token.ID, ask app.Questions) error {
	if d := l.get(); d != nil {
		return d.ChangePIN(ctx, id, ask)
	}
	return l.err
}

func (l *late) Renew(ctx context.Context, id token.ID, ask app.Questions, progress func(renew.Event)) (*renew.Result, error) {
	if d := l.get(); d != nil {
		return d.Renew(ctx, id, ask, progress)
	}
	return nil, l.err
}

// Close waits for a desk that is being opened.
func (l *late) Close() error {
	if d := l.get(); d != nil {
		return d.Close()
	}
	return nil
}
