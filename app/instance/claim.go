package instance

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"
)

// Claim is a role that this process plays.
type Claim struct {
	listener net.Listener
	release  func() error
	closing  sync.Once
	err      error
}

// most is how many requests are listened to at once. Others wait.
const most = 4

// pause is how long nobody is listened to after that has failed: the system is
// short of something, and will hardly have more of it at once.
const pause = time.Second

// Serve carries out requests until ctx ends, whose error it returns, or the
// Claim is closed, and waits for those under way. handle may be called from
// several goroutines at once; what it returns the other process is told as
// ErrRefused, but for ErrEnding. Its context ends when the other process has lost
// patience.
func (c *Claim) Serve(ctx context.Context, handle func(context.Context, Request) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(ctx, func() { _ = c.Close() })()
	free := make(chan struct{}, most)
	var serving sync.WaitGroup
	defer serving.Wait()
	for {
		conn, err := c.listener.Accept()
		switch {
		case err == nil:
		case ctx.Err() != nil || errors.Is(err, net.ErrClosed):
			return ctx.Err()
		default:
			select {
			case <-time.After(pause):
			case <-ctx.Done():
			}
			continue
		}
		free <- struct{}{}
		serving.Go(func() {
			defer func() { <-free }()
			serve(ctx, conn, handle)
		})
	}
}

// serve answers one request.
func serve(role context.Context, conn net.Conn, handle func(context.Context, Request) error) {
	defer conn.Close()
	ctx, cancel := context.WithTimeout(role, patience)
	defer cancel()
	// A process that says nothing is not waited for when this one ends.
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Now()) })()
	answer := answerMessage{Version: version}
	request, err := readRequest(conn)
	if err == nil {
		err = handle(ctx, request)
	}
	if err != nil && (role.Err() != nil || errors.Is(err, ErrEnding)) {
		return // and so the other one takes it for gone
	}
	if err != nil {
		answer.Problem = shortened(err.Error())
	}
	_ = writeMessage(conn, answer) // the other one may be gone
}

// shortened keeps a text well within the length of a message, also when JSON
// writes six bytes for one.
func shortened(s string) string { return s[:min(len(s), longest/8)] }

// Close gives the role up. It is safe to call again.
func (c *Claim) Close() error {
	c.closing.Do(func() { c.err = errors.Join(c.listener.Close(), c.release()) })
	return c.err
}
