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

// late opens a desk when it is first asked for something, on the goroutine
// that asks: the window is on screen before the first driver is loaded.
type late struct {
	open   func() (desk, error)
	failed func()

	once sync.Once
	desk desk
	err  error
}

// openLate calls failed if there is no desk to be had.
func openLate(open func() (desk, error), failed func()) *late {
	return &late{open: open, failed: failed}
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
	l.once.Do(func() {})
	if l.desk == nil {
		return nil
	}
	return l.desk.Close()
}
