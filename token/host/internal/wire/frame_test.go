package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"ukey/token"
)

const pin = "8765432109"

func TestSecretsArriveAndAreWiped(t *testing.T) {
	var pipe bytes.Buffer
	w := newWriter(&pipe)
	args := &PINArgs{Old: NewSecret([]byte(pin)), New: NewSecret(nil)}
	if err := w.write(header{Kind: request, ID: 1, Op: ChangePIN}, args); err != nil {
		t.Fatal(err)
	}
	if left := w.buffer.Bytes(); bytes.Contains(left[:cap(left)], []byte(pin)) {
		t.Error("the PIN is left in the writer's buffer")
	}
	// It lies behind everything that gob made, in the clear.
	if at := bytes.Index(pipe.Bytes(), []byte(pin)); at != pipe.Len()-len(pin) {
		t.Errorf("the PIN is at %d of %d bytes", at, pipe.Len())
	}

	r := newReader(&pipe)
	h, err := r.next()
	if err != nil {
		t.Fatal(err)
	}
	var got PINArgs
	if err := r.body(&h, &got); err != nil {
		t.Fatal(err)
	}
	if string(got.Old.PIN().Bytes()) != pin || got.New.PIN() != nil {
		t.Error("the PINs are not those that were sent")
	}
	if bytes.Contains(r.buffer[:cap(r.buffer)], []byte(pin)) {
		t.Error("the PIN is left in the reader's buffer")
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	args := &PINArgs{Old: NewSecret([]byte(pin))}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("args", "args", args, "secret", args.Old)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d", "%q"} {
		fmt.Fprintf(&log, verb+" "+verb+"\n", args, args.Old)
	}
	for _, shown := range []string{pin, fmt.Sprintf("%x", pin), strings.Trim(fmt.Sprint([]byte(pin)), "[]")} {
		if strings.Contains(log.String(), shown) {
			t.Errorf("printed: %s", log.String())
		}
	}
}

func TestFramesThatCannotBeAreRefused(t *testing.T) {
	frame := func(size, secrets uint32, content string) []byte {
		b := binary.BigEndian.AppendUint32(nil, size)
		return append(binary.BigEndian.AppendUint32(b, secrets), content...)
	}
	for name, bytes := range map[string][]byte{
		"too long":          frame(maxFrame+1, 0, ""),
		"secrets too long":  frame(1, maxFrame, ""),
		"sum that wraps":    frame(0xFFFFFFFF, 2, ""),
		"cut short":         frame(100, 0, "abc"),
		"secrets cut short": frame(3, 3, "abc"),
		"no gob":            frame(3, 0, "abc"),
		"nothing":           frame(0, 0, ""),
		"half a prefix":     {0, 0, 0},
	} {
		if _, err := newReader(strings.NewReader(string(bytes))).next(); err == nil || errors.Is(err, io.EOF) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSecretsThatDoNotFitAreRefused(t *testing.T) {
	for _, lengths := range [][]int{nil, {1}, {1, 2, 3}, {-1, 5}, {5, 5}, {1 << 62, 1 << 62}} {
		var pipe bytes.Buffer
		w := newWriter(&pipe)
		// A message without secrets whose header says that it has some.
		if err := w.write(header{Kind: request, Op: ChangePIN, Secrets: lengths}, &struct{ ID token.ID }{}); err != nil {
			t.Fatal(err)
		}
		r := newReader(&pipe)
		h, err := r.next()
		if err != nil {
			t.Fatal(err)
		}
		if err := r.body(&h, new(PINArgs)); err == nil {
			t.Errorf("secrets of %v bytes were found in a frame with none", lengths)
		}
	}
}

// A message that is longer than a frame may be fails, and with it the
// connection, rather than arriving in part.
func TestLongMessageIsRefused(t *testing.T) {
	client := NewClient(io.Discard)
	call := client.Start(StoreCert, &StoreArgs{DER: make([]byte, maxFrame)}, &None{}, nil)
	select {
	case <-call.Done():
		if !errors.Is(call.Err(), ErrGone) {
			t.Errorf("error is %v", call.Err())
		}
	case <-time.After(time.Minute):
		t.Error("the call waits for an answer")
	}
}
