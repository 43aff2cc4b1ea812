package environment

import (
	"context"
	"errors"
	"testing"
)

// fakeBus is a desktop.
type fakeBus struct {
	names  map[string]bool
	hosted bool
	server error
	err    error
	closed bool
}

func (b *fakeBus) Owned(_ context.Context, name string) (bool, error) { return b.names[name], b.err }
func (b *fakeBus) Hosted(context.Context) (bool, error)               { return b.hosted, nil }
func (b *fakeBus) Close() error                                       { b.closed = true; return nil }

func (b *fakeBus) Server(context.Context) (name, version string, err error) {
	return "xfce4-notifyd", "0.8", b.server
}

func TestTheDesktopIsAsked(t *testing.T) {
	broken := errors.New("broken")
	watcher, both := map[string]bool{trayWatcher: true}, map[string]bool{trayWatcher: true, notifications: true}
	for name, test := range map[string]struct {
		bus  fakeBus
		want Desktop
	}{
		"everything":              {fakeBus{names: both, hosted: true}, Desktop{Tray: true, Notifies: true, Server: "xfce4-notifyd 0.8"}},
		"nothing":                 {fakeBus{}, Desktop{}},
		"a watcher without tray":  {fakeBus{names: watcher}, Desktop{}},
		"a service that is stuck": {fakeBus{names: both, hosted: true, server: broken}, Desktop{Tray: true}},
		"a bus that is broken":    {fakeBus{err: broken}, Desktop{Err: broken}},
	} {
		c := world("linux", nil, map[string]string{"DISPLAY": ":0"})
		c.Session = func(context.Context) (Bus, error) { return &test.bus, nil }
		if got := c.Desktop(t.Context()); got != test.want {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
		if !test.bus.closed {
			t.Errorf("%s: still connected", name)
		}
	}
}

func TestWithoutADesktopNothingIsAsked(t *testing.T) {
	c := world("linux", nil, nil)
	c.Session = func(context.Context) (Bus, error) { t.Error("asked"); return nil, nil }
	if got := c.Desktop(t.Context()); !errors.Is(got.Err, ErrNoDesktop) {
		t.Errorf("%+v", got)
	}
	c.GOOS = "windows"
	if got := c.Desktop(t.Context()); !got.Tray || !got.Notifies || got.Err != nil {
		t.Errorf("%+v", got)
	}
}
