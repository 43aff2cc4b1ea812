package wire

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"testing"
)

// recorded is what a writer sends for some messages.
func recorded(send func(w *writer)) []byte {
	var pipe bytes.Buffer
	send(newWriter(&pipe))
	return pipe.Bytes()
}

// framed makes one good frame of whatever bytes, so that they reach what lies
// behind the prefix.
func framed(content []byte, secrets uint8) []byte {
	n := min(int(secrets), len(content))
	b := binary.BigEndian.AppendUint32(nil, uint32(len(content)-n))
	return append(binary.BigEndian.AppendUint32(b, uint32(n)), content...)
}

// addSeeds adds frames as they are, and the content of the first of them.
func addSeeds(f *testing.F, seeds ...func(w *writer)) {
	for _, send := range seeds {
		frames := recorded(send)
		f.Add(frames, false, uint8(0))
		f.Add(frames[prefixSize:prefixSize+binary.BigEndian.Uint32(frames)], true, uint8(0))
	}
}

// Whatever a process with a broken library sends, the program goes on: every
// request gets an answer, if only that there will be none.
func FuzzAnswers(f *testing.F) {
	addSeeds(f, func(w *writer) {
		_ = w.write(header{Kind: hint, ID: 2}, nil)
		_ = w.write(header{Kind: reply, ID: 1}, &CertificatesReply{[]Certificate{{Label: "a", DER: []byte{1, 2}}}})
		_ = w.write(header{Kind: reply, ID: 3}, &SecretReply{NewSecret([]byte("secret"))})
	})
	addSeeds(f, func(w *writer) {
		_ = w.write(header{Kind: reply, ID: 3, Failure: failures(io.ErrClosedPipe)}, nil)
		_ = w.write(header{Kind: reply, ID: 1, Failure: []Failure{{Kind: callError}, {Kind: setAside, Depth: 9}}}, nil)
	})
	f.Fuzz(func(_ *testing.T, answers []byte, frame bool, secrets uint8) {
		if frame {
			answers = framed(answers, secrets)
		}
		c := NewClient(io.Discard)
		var secret SecretReply
		calls := []*Call{
			c.Start(Certificates, &TokenArgs{}, &CertificatesReply{}, nil),
			c.Start(Watch, &None{}, &None{}, func() {}),
			c.Start(Decrypt, &DecryptArgs{}, &secret, nil),
		}
		_ = c.Read(bytes.NewReader(answers))
		for _, call := range calls {
			<-call.Done()
			if err := call.Err(); err != nil {
				_ = err.Error() // whatever was put together there
			}
		}
	})
}

// Whatever a program sends, the process that it started serves it or ends.
func FuzzRequests(f *testing.F) {
	addSeeds(f, func(w *writer) {
		_ = w.write(header{Kind: request, ID: 1, Op: Open}, &OpenArgs{PIN: NewSecret([]byte("123456"))})
		_ = w.write(header{Kind: cancel, ID: 1}, nil)
	})
	addSeeds(f, func(w *writer) {
		_ = w.write(header{Kind: request, ID: 1, Op: ImportKey}, &ImportArgs{Ref: Ref{Public: []byte{0x30, 0}}})
	})
	f.Fuzz(func(_ *testing.T, requests []byte, frame bool, secrets uint8) {
		if frame {
			requests = framed(requests, secrets)
		}
		var s Server
		Handle(&s, Open, func(_ context.Context, _ func(), args *OpenArgs) (OpenReply, error) {
			args.PIN.PIN().Wipe()
			return OpenReply{}, nil
		})
		Handle(&s, ImportKey, func(_ context.Context, _ func(), args *ImportArgs) (None, error) {
			_, err := args.Ref.KeyRef()
			return None{}, err
		})
		_ = s.Serve(context.Background(), bytes.NewReader(requests), io.Discard)
	})
}
