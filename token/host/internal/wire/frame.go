package wire

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
)

// maxFrame is more than any token can hold, and little enough to be read into
// memory on anybody's word.
const maxFrame = 2 << 20

// prefixSize is the length of what stands before a frame: how many bytes of
// gob follow, and how many bytes of secrets behind them, big-endian.
const prefixSize = 8

// kind says what a frame is.
type kind uint8

const (
	request kind = iota + 1
	cancel       // of the request with that ID
	reply        // the end of the request with that ID
	hint         // of a watch
)

// header begins every frame.
type header struct {
	Kind kind
	// ID joins what belongs to one request.
	ID uint64
	// Op is what is requested.
	Op Op
	// Failure is set in a reply instead of a body.
	Failure []Failure
	// Secrets are the lengths of the secrets behind the body.
	Secrets []int
}

func (h *header) hasBody() bool {
	return h.Kind == request || (h.Kind == reply && len(h.Failure) == 0)
}

// writer writes frames, for any number of goroutines.
type writer struct {
	mu      sync.Mutex
	out     io.Writer
	buffer  bytes.Buffer
	encoder *gob.Encoder
}

func newWriter(out io.Writer) *writer {
	w := &writer{out: out}
	w.encoder = gob.NewEncoder(&w.buffer)
	return w
}

// write sends one frame. After an error nothing more can be sent, since the
// other end no longer knows which types it has been told of.
func (w *writer) write(h header, body any) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	defer w.buffer.Reset()
	w.buffer.Write(make([]byte, prefixSize))
	secrets := secretsOf(body)
	secretSize := 0
	for _, s := range secrets {
		h.Secrets = append(h.Secrets, len(s.Bytes()))
		secretSize += len(s.Bytes())
	}
	if err := w.encoder.Encode(h); err != nil {
		return fmt.Errorf("encode header: %w", err)
	}
	if h.hasBody() {
		if err := w.encoder.Encode(body); err != nil {
			return fmt.Errorf("encode %T: %w", body, err)
		}
	}
	size := w.buffer.Len() - prefixSize
	if size+secretSize > maxFrame {
		return fmt.Errorf("message of %d bytes is too long", size)
	}
	binary.BigEndian.PutUint32(w.buffer.Bytes(), uint32(size))
	binary.BigEndian.PutUint32(w.buffer.Bytes()[4:], uint32(secretSize))
	w.buffer.Grow(secretSize) // or the buffer would leave a copy behind when it grows
	for _, s := range secrets {
		w.buffer.Write(s.Bytes())
	}
	_, err := w.out.Write(w.buffer.Bytes())
	clear(w.buffer.Bytes()[prefixSize+size:])
	return err
}

// reader reads frames. It belongs to one goroutine.
type reader struct {
	in io.Reader
	// buffer holds what has been read, of which all before start is done
	// with. As much is read at once as there is: to ask the system twice for
	// a small frame would take longer than all else that is done about it.
	buffer  []byte
	start   int
	frame   bytes.Reader // the gob of the frame that is being read
	decoder *gob.Decoder
	// secrets are those of the frame that is being read.
	secrets []byte
}

// usualFrame is room for most messages, in bytes.
const usualFrame = 4096

func newReader(in io.Reader) *reader {
	r := &reader{in: in, buffer: make([]byte, 0, usualFrame)}
	r.decoder = gob.NewDecoder(&r.frame)
	return r
}

// next reads a frame and its header. The caller calls body if there is one.
// The error is io.EOF where the other end hung up between two frames.
func (r *reader) next() (h header, err error) {
	prefix, err := r.take(prefixSize)
	if err != nil {
		return h, err
	}
	size := binary.BigEndian.Uint32(prefix)
	secretSize := binary.BigEndian.Uint32(prefix[4:])
	if size > maxFrame || secretSize > maxFrame-size {
		return h, fmt.Errorf("frame of %d and %d bytes is too long", size, secretSize)
	}
	// No io.EOF from here on: that is the other end hanging up.
	content, err := r.take(int(size + secretSize))
	if err != nil {
		return h, fmt.Errorf("frame cut short: %v", err) //nolint:errorlint // no io.EOF, as said above
	}
	r.frame.Reset(content[:size])
	r.secrets = slices.Clone(content[size:])
	clear(content[size:])
	if err := r.decoder.Decode(&h); err != nil {
		return h, fmt.Errorf("decode header: %v", err) //nolint:errorlint // no io.EOF, as said above
	}
	if !h.hasBody() {
		err = r.end()
	}
	return h, err
}

// take returns the next n bytes, which stay as they are until it is called
// again. The error is io.EOF if not one of them comes.
func (r *reader) take(n int) ([]byte, error) {
	if r.start == len(r.buffer) || r.start+n > cap(r.buffer) {
		r.makeRoom(n)
	}
	if unread := len(r.buffer) - r.start; unread < n {
		got, err := io.ReadAtLeast(r.in, r.buffer[len(r.buffer):cap(r.buffer)], n-unread)
		r.buffer = r.buffer[:len(r.buffer)+got]
		if errors.Is(err, io.EOF) && unread > 0 {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, err
		}
	}
	taken := r.buffer[r.start : r.start+n]
	r.start += n
	return taken, nil
}

// makeRoom moves what is unread to the start of a buffer that n bytes fit in,
// and leaves nothing of it behind: there may be a secret in it.
func (r *reader) makeRoom(n int) {
	old, unread := r.buffer, r.buffer[r.start:]
	if cap(old) < n {
		r.buffer = append(make([]byte, 0, n), unread...)
		clear(old)
	} else {
		r.buffer = append(old[:0], unread...)
		clear(old[len(unread):])
	}
	r.start = 0
}

// body decodes the body into a message, or drops it if that is nil. Secrets
// become the message's own.
func (r *reader) body(h *header, message any) error {
	if err := r.decoder.Decode(message); err != nil {
		return fmt.Errorf("decode %T: %v", message, err) //nolint:errorlint // no io.EOF: that is the other end hanging up
	}
	secrets := secretsOf(message)
	if message != nil && len(secrets) != len(h.Secrets) {
		return fmt.Errorf("%T with %d secrets", message, len(h.Secrets))
	}
	rest := r.secrets
	for i, s := range secrets {
		n := h.Secrets[i]
		if n < 0 || n > len(rest) {
			return errors.New("secret longer than its frame")
		}
		*s, rest = NewSecret(rest[:n:n]), rest[n:]
	}
	if message == nil {
		clear(r.secrets)
	}
	return r.end()
}

// end makes sure that nothing is left of the frame.
func (r *reader) end() error {
	if n := r.frame.Len(); n > 0 {
		return fmt.Errorf("%d bytes too many in the frame", n)
	}
	return nil
}
