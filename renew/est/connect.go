package est

import (
	"context"
	"crypto/tls"
	"net"
	"time"
)

// earlyLife is how long a connection is trusted that nothing was asked over
// yet, from its very beginning: servers close those soon, also ones whose
// handshake waits for a key that is busy, and a request that meets the end of
// one cannot be sent again.
const earlyLife = 2 * time.Second

// early is a connection that is made before there is anything to ask.
type early struct {
	cancel context.CancelFunc
	since  time.Time
	done   chan struct{} // closed when conn is set
	conn   *tls.Conn     // nil if it came to nothing
}

// Connect begins to connect, so that the first request finds a connection: the
// ways there and back of TCP and TLS are then gone while the caller does
// something else. It returns at once. What goes wrong is kept to itself; the
// first request connects anew and tells. It may be called once, before the
// first request, and does nothing where a proxy stands between.
func (c *Client) Connect() {
	if c.route.find != nil {
		if via, err := c.route.find(c.base); err != nil || via != nil {
			return
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), c.timeout)
	e := &early{cancel: cancel, since: time.Now(), done: make(chan struct{})}
	c.mu.Lock()
	c.early = e
	c.mu.Unlock()
	go func() { // until the first request takes it, or Close ends it
		defer close(e.done)
		defer cancel()
		conn, err := c.dial(ctx, "tcp", withPort(c.base))
		if err != nil {
			return
		}
		if conn.HandshakeContext(ctx) != nil { // which was done: this is how it went
			_ = conn.Close()
			return
		}
		e.conn = conn
	}()
}

// dial connects and shakes hands. How that went is found in the connection,
// where http.Transport looks for it; the error says why it did not come so far.
func (c *Client) dial(ctx context.Context, network, address string) (*tls.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	plain, err := c.route.dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	config := c.tls.Clone()
	config.ServerName = host
	conn := tls.Client(plain, config)
	if conn.HandshakeContext(ctx) != nil && ctx.Err() != nil {
		_ = conn.Close()
		return nil, ctx.Err()
	}
	return conn, nil
}

// dialTLS is http.Transport's DialTLSContext.
func (c *Client) dialTLS(ctx context.Context, network, address string) (net.Conn, error) {
	if conn := c.takeEarly(ctx); conn != nil {
		return conn, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	conn, err := c.dial(ctx, network, address)
	if err != nil {
		return nil, err // not the nil *tls.Conn, which is no nil net.Conn
	}
	return conn, nil
}

// takeEarly returns the connection that Connect has made, once, and waits for
// it; nil if there is none of use.
func (c *Client) takeEarly(ctx context.Context) *tls.Conn {
	c.mu.Lock()
	e := c.early
	c.mu.Unlock()
	if e == nil {
		return nil
	}
	select {
	case <-e.done:
	case <-ctx.Done():
		return nil
	}
	c.mu.Lock()
	mine := c.early == e
	c.early = nil
	c.mu.Unlock()
	switch {
	case !mine:
		return nil
	case e.conn == nil:
		_ = c.identity.keyError() // the next handshake asks the key again
		return nil
	case time.Since(e.since) > earlyLife:
		_ = e.conn.Close()
		return nil
	}
	return e.conn
}

// dropEarly gives up a connection that nobody has taken.
func (c *Client) dropEarly() {
	c.mu.Lock()
	e := c.early
	c.early = nil
	c.mu.Unlock()
	if e == nil {
		return
	}
	e.cancel()
	<-e.done
	if e.conn != nil {
		_ = e.conn.Close()
	}
}
