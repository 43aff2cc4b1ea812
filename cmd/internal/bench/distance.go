package main

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// distance is a listener that stands before a server and makes it as far away
// as a round-trip time says. It also measures how long the server takes to
// answer, which no client can change.
type distance struct {
	net.Listener
	server  string
	oneWay  time.Duration
	serving sync.WaitGroup

	mu       sync.Mutex
	thinking time.Duration
	asked    time.Time // when the server got the last of what it was asked; zero once it answers
}

// newDistance listens before a server until Close.
func newDistance(ctx context.Context, server string, roundTrip time.Duration) (*distance, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	d := &distance{Listener: l, server: server, oneWay: roundTrip / 2}
	d.serving.Go(d.serve)
	return d, nil
}

// Close ends all connections.
func (d *distance) Close() error {
	err := d.Listener.Close()
	d.serving.Wait()
	return err
}

// Thinking is how long the server has taken for its answers so far.
func (d *distance) Thinking() time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.thinking
}

func (d *distance) serve() {
	for {
		client, err := d.Accept()
		if err != nil {
			return
		}
		d.serving.Go(func() { _ = d.join(client) }) // a client sees what goes wrong
	}
}

// join carries bytes between a client and a connection of its own to the
// server. The way there and back that TCP needs comes first.
func (d *distance) join(client net.Conn) error {
	defer client.Close()
	server, err := net.Dial("tcp", d.server)
	if err != nil {
		return err
	}
	defer server.Close()
	<-time.After(2 * d.oneWay)
	var back sync.WaitGroup
	back.Go(func() {
		_ = d.carry(client, server, nil, d.answered)
		_ = client.Close()
	})
	err = d.carry(server, client, d.asking, nil)
	_ = server.Close()
	back.Wait()
	return err
}

func (d *distance) asking() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked = time.Now()
}

func (d *distance) answered() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.asked.IsZero() {
		d.thinking += time.Since(d.asked)
		d.asked = time.Time{}
	}
}

// parcel is a piece of a stream on its way.
type parcel struct {
	due   time.Time
	bytes []byte
}

// carry delivers what it reads after the one-way time, in order. sent is
// called after each delivery and came at each arrival, if not nil.
func (d *distance) carry(to io.Writer, from io.Reader, sent, came func()) error {
	way := make(chan parcel, 1024)
	var delivering sync.WaitGroup
	var failed error
	delivering.Go(func() {
		for p := range way {
			<-time.After(time.Until(p.due))
			if failed != nil {
				continue
			}
			if _, failed = to.Write(p.bytes); failed == nil && sent != nil {
				sent()
			}
		}
	})
	var err error
	for err == nil {
		buf := make([]byte, 32<<10)
		var n int
		n, err = from.Read(buf)
		if n > 0 && came != nil {
			came()
		}
		if n > 0 {
			way <- parcel{time.Now().Add(d.oneWay), buf[:n]}
		}
	}
	close(way)
	delivering.Wait()
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return errors.Join(err, failed)
}
