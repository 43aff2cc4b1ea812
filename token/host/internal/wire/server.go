package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
)

// Server answers requests, each on a goroutine of its own.
type Server struct {
	handlers map[Op]handler
}

// handler decodes the body of a request and returns what is to be done.
type handler func(r *reader, h *header) (work, error)

// work carries out a request. The answer is a pointer.
type work func(ctx context.Context, hint func()) (answer any, err error)

// Handle sets what is done about one kind of request. args are f's own;
// secrets in the answer are wiped when it has been sent. f may call hint any
// number of times.
func Handle[Args, Reply any](s *Server, op Op, f func(ctx context.Context, hint func(), args *Args) (Reply, error)) {
	if s.handlers == nil {
		s.handlers = make(map[Op]handler)
	}
	s.handlers[op] = func(r *reader, h *header) (work, error) {
		args := new(Args)
		if err := r.body(h, args); err != nil {
			return nil, err
		}
		return func(ctx context.Context, hint func()) (any, error) {
			answer, err := f(ctx, hint, args)
			return &answer, err
		}, nil
	}
}

// Serve answers requests until in ends or ctx does, and returns why: nil if
// the other end hung up. It does not wait for requests that are under way,
// since one may hang in a library for ever; their contexts are cancelled, and
// the process is to be ended.
func (s *Server) Serve(ctx context.Context, in io.Reader, out io.Writer) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	c := &connection{writer: newWriter(out), cancels: make(map[uint64]context.CancelFunc)}
	ended := make(chan error, 1)
	go func() { ended <- s.read(ctx, c, newReader(in)) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Server) read(ctx context.Context, c *connection, r *reader) error {
	for {
		h, err := r.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch h.Kind {
		case cancel:
			c.cancel(h.ID)
		case request:
			handle, ok := s.handlers[h.Op]
			if !ok {
				return fmt.Errorf("unknown request %q", h.Op)
			}
			do, err := handle(r, &h)
			if err != nil {
				return err
			}
			c.start(ctx, h.ID, do)
		default:
			return errors.New("frame of an unknown kind")
		}
	}
}

// connection is what the requests of one connection share.
type connection struct {
	writer *writer

	mu      sync.Mutex
	cancels map[uint64]context.CancelFunc
}

// start begins to work on a request. It is noted before the next frame is
// read, so that a cancellation finds it.
func (c *connection) start(ctx context.Context, id uint64, do work) {
	ctx, stop := context.WithCancel(ctx)
	c.mu.Lock()
	c.cancels[id] = stop
	c.mu.Unlock()
	go func() {
		defer c.cancel(id)
		answer, err := do(ctx, func() { _ = c.writer.write(header{Kind: hint, ID: id}, nil) })
		// If this cannot be written, the other end is gone, which the
		// reader learns as well.
		_ = c.answer(id, answer, err)
	}()
}

func (c *connection) answer(id uint64, answer any, err error) error {
	if err != nil {
		return c.writer.write(header{Kind: reply, ID: id, Failure: failures(err)}, nil)
	}
	defer func() {
		for _, s := range secretsOf(answer) {
			clear(s.Bytes())
		}
	}()
	return c.writer.write(header{Kind: reply, ID: id}, answer)
}

// cancel ends a request's context, if it is under way.
func (c *connection) cancel(id uint64) {
	c.mu.Lock()
	stop := c.cancels[id]
	delete(c.cancels, id)
	c.mu.Unlock()
	if stop != nil {
		stop()
	}
}
