package wire

import (
	"errors"
	"io"
	"sync"
)

// ErrGone: the connection ended before the answer came.
var ErrGone = errors.New("driver host is gone")

// Client sends requests and hands out their answers. It is safe for
// concurrent use.
type Client struct {
	writer *writer

	mu    sync.Mutex
	last  uint64
	calls map[uint64]*Call
	gone  bool
}

// NewClient returns a client that sends to out. Nothing is answered until
// Read runs.
func NewClient(out io.Writer) *Client {
	return &Client{writer: newWriter(out), calls: make(map[uint64]*Call)}
}

// Call is a request under way.
type Call struct {
	id    uint64
	reply any
	hint  func()
	done  chan struct{}
	err   error
}

// Done is closed when the answer is there, or will never come.
func (c *Call) Done() <-chan struct{} { return c.done }

// Err is why the request failed, once it is done. It is ErrGone if there was
// no answer.
func (c *Call) Err() error { return c.err }

// Start sends a request. The answer is decoded into reply, a pointer, before
// the call is done. hint, if not nil, is called for every hint, by the
// goroutine that reads, which it must not block. Start returns once the
// request is written: the secrets in args may be wiped.
func (c *Client) Start(op Op, args, reply any, hint func()) *Call {
	call := &Call{reply: reply, hint: hint, done: make(chan struct{})}
	c.mu.Lock()
	if c.gone {
		c.mu.Unlock()
		call.end(ErrGone)
		return call
	}
	c.last++
	call.id = c.last
	c.calls[call.id] = call
	c.mu.Unlock()
	if err := c.writer.write(header{Kind: request, ID: call.id, Op: op}, args); err != nil {
		if c.take(call.id) != nil { // or the reader has ended it already
			call.end(errors.Join(ErrGone, err))
		}
	}
	return call
}

func (c *Call) end(err error) {
	c.err = err
	close(c.done)
}

// Cancel asks the other end to stop working on a request. Its answer comes
// all the same.
func (c *Client) Cancel(call *Call) {
	// If this cannot be written, the reader will learn of it.
	_ = c.writer.write(header{Kind: cancel, ID: call.id}, nil)
}

// Read reads answers until the connection ends, and returns why it did: nil if
// the other end hung up. After that no call is under way any more.
func (c *Client) Read(in io.Reader) error {
	r := newReader(in)
	var err error
	for err == nil {
		err = c.readOne(r)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gone = true
	for id, call := range c.calls {
		delete(c.calls, id)
		call.end(ErrGone)
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

func (c *Client) readOne(r *reader) error {
	h, err := r.next()
	if err != nil {
		return err
	}
	switch h.Kind {
	case hint:
		c.mu.Lock()
		call := c.calls[h.ID]
		c.mu.Unlock()
		if call != nil && call.hint != nil {
			call.hint()
		}
		return nil
	case reply:
		call := c.take(h.ID)
		if call == nil {
			return errors.New("answer that nobody asked for")
		}
		if !h.hasBody() {
			call.end(failed(h.Failure))
			return nil
		}
		if err := r.body(&h, call.reply); err != nil {
			call.end(ErrGone)
			return err
		}
		call.end(nil)
		return nil
	default:
		return errors.New("frame of an unknown kind")
	}
}

// take finds a call and forgets it; nil if there is none.
func (c *Client) take(id uint64) *Call {
	c.mu.Lock()
	defer c.mu.Unlock()
	call := c.calls[id]
	delete(c.calls, id)
	return call
}
