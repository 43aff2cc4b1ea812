package instance

import (
	"context"
	"errors"
	"net"
	"syscall"
	"testing"
	"testing/synctest"
)

// exhausted is a listener that lacks file descriptors at first.
type exhausted struct {
	failures int
	conns    chan net.Conn
	closed   chan struct{}
}

func (l *exhausted) Accept() (net.Conn, error) {
	if l.failures > 0 {
		l.failures--
		return nil, syscall.EMFILE
	}
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *exhausted) Close() error   { close(l.closed); return nil }
func (l *exhausted) Addr() net.Addr { return nil }

// A program that lives for weeks meets a moment without file descriptors, and
// must not be out of reach from then on.
func TestAMomentWithoutDescriptorsIsSurvived(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &exhausted{failures: 3, conns: make(chan net.Conn), closed: make(chan struct{})}
		c := &Claim{listener: l, release: func() error { return nil }}
		ctx, cancel := context.WithCancel(t.Context())
		served := make(chan error, 1)
		go func() { served <- c.Serve(ctx, func(context.Context, Request) error { return nil }) }()

		here, there := net.Pipe()
		select {
		case l.conns <- there:
		case err := <-served:
			t.Fatalf("serving ended with %v", err)
		}
		if err := exchange(t.Context(), here, Request{Verb: Show}); err != nil {
			t.Errorf("the request ended with %v", err)
		}
		cancel()
		if err := <-served; !errors.Is(err, context.Canceled) {
			t.Errorf("serving ended with %v", err)
		}
	})
}
