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
	in      io.Reader
	buffer  []byte       // the whole frame
	frame   bytes.Buffer // its gob
	decoder *gob.Decoder
	// secrets are those of the frame that is being read.
	secrets []byte
}

func newReader(in io.Reader) *reader {
	r := &reader{in: in}
	r.decoder = gob.NewDecoder(&r.frame)
	return r
}

// next reads a frame and its header. The caller calls body if there is one.
// The error is io.EOF where the other end hung up between two frames.
func (r *reader) next() (h header, err error) {
	var prefix [prefixSize]byte
	if _, err := io.ReadFull(r.in, prefix[:]); err != nil {
		return h, err
	}
	size := binary.BigEndian.Uint32(prefix[:])
	secretSize := binary.BigEndian.Uint32(prefix[4:])
	if size > maxFrame || secretSize > maxFrame-size {
		return h, fmt.Errorf("frame of %d and %d bytes is too long", size, secretSize)
	}
	r.frame.Reset()
	// No io.EOF from here on: that is the other end hanging up.
	r.buffer = slices.Grow(r.buffer[:0], int(size+secretSize))[:size+secretSize]
	if _, err := io.ReadFull(r.in, r.buffer); err != nil {
		return h, fmt.Errorf("frame cut short: %v", err) //nolint:errorlint // no io.EOF, as said above
	}
	r.frame.Write(r.buffer[:size])
	r.secrets = slices.Clone(r.buffer[size:])
	clear(r.buffer[size:])
	if err := r.decoder.Decode(&h); err != nil {
		return h, fmt.Errorf("decode header: %v", err) //nolint:errorlint // no io.EOF, as said above
	}
	if !h.hasBody() {
		err = r.end()
	}
	return h, err
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
