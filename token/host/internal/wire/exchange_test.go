package wire

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"

	"ukey/token"
)

// connect joins a client to a server until the end of the test.
func connect(t *testing.T, s *Server) *Client {
	t.Helper()
	requestsIn, requestsOut := io.Pipe()
	answersIn, answersOut := io.Pipe()
	c := NewClient(requestsOut)
	served, read := make(chan error, 1), make(chan error, 1)
	go func() {
		served <- s.Serve(context.Background(), requestsIn, answersOut)
		_ = answersOut.Close()
	}()
	go func() { read <- c.Read(answersIn) }()
	t.Cleanup(func() {
		_ = requestsOut.Close()
		if err := errors.Join(<-served, <-read); err != nil {
			t.Errorf("connection ended with %v", err)
		}
	})
	return c
}

func TestAnswersFindTheirRequests(t *testing.T) {
	var s Server
	first := make(chan struct{})
	Handle(&s, Certificates, func(_ context.Context, _ func(), args *TokenArgs) (CertificatesReply, error) {
		if args.ID.Label == "first" {
			<-first
		}
		return CertificatesReply{[]Certificate{{Label: args.ID.Label}}}, nil
	})
	c := connect(t, &s)
	var one, two CertificatesReply
	slow := c.Start(Certificates, &TokenArgs{token.ID{Label: "first"}}, &one, nil)
	quick := c.Start(Certificates, &TokenArgs{token.ID{Label: "second"}}, &two, nil)
	<-quick.Done()
	close(first)
	<-slow.Done()
	if slow.Err() != nil || quick.Err() != nil || one.Certificates[0].Label != "first" || two.Certificates[0].Label != "second" {
		t.Errorf("%v %v, %v %v", one, slow.Err(), two, quick.Err())
	}
}

func TestCancellationReachesTheRequest(t *testing.T) {
	var s Server
	Handle(&s, Tokens, func(ctx context.Context, _ func(), _ *None) (TokensReply, error) {
		<-ctx.Done()
		return TokensReply{}, ctx.Err()
	})
	c := connect(t, &s)
	call := c.Start(Tokens, &None{}, &TokensReply{}, nil)
	c.Cancel(call)
	<-call.Done()
	if !errors.Is(call.Err(), context.Canceled) {
		t.Errorf("error is %v", call.Err())
	}
	c.Cancel(call) // too late, and no harm
	if again := c.Start(Tokens, &None{}, &TokensReply{}, nil); again.Err() == nil {
		c.Cancel(again)
		<-again.Done()
	}
}

func TestHintsComeBeforeTheEnd(t *testing.T) {
	var s Server
	Handle(&s, Watch, func(_ context.Context, hint func(), _ *None) (None, error) {
		for range 3 {
			hint()
		}
		return None{}, token.ErrUnsupported
	})
	c := connect(t, &s)
	hints := 0
	call := c.Start(Watch, &None{}, &None{}, func() { hints++ })
	<-call.Done()
	if hints != 3 || !errors.Is(call.Err(), token.ErrUnsupported) {
		t.Errorf("%d hints, then %v", hints, call.Err())
	}
}

func TestRequestsUnderWayLearnThatTheOtherSideIsGone(t *testing.T) {
	in, out := io.Pipe()
	c := NewClient(io.Discard)
	call := c.Start(Tokens, &None{}, &TokensReply{}, nil)
	_ = out.Close()
	if err := c.Read(in); err != nil {
		t.Errorf("hanging up is an error: %v", err)
	}
	<-call.Done()
	late := c.Start(Tokens, &None{}, &TokensReply{}, nil)
	<-late.Done()
	if !errors.Is(call.Err(), ErrGone) || !errors.Is(late.Err(), ErrGone) {
		t.Errorf("errors are %v and %v", call.Err(), late.Err())
	}
}

// Secrets in an answer do not stay behind.
func TestAnswersAreWipedOnceSent(t *testing.T) {
	var pipe bytes.Buffer
	plain := []byte("plain text")
	c := &connection{writer: newWriter(&pipe)}
	if err := c.answer(1, &SecretReply{NewSecret(plain)}, nil); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasSuffix(pipe.Bytes(), []byte("plain text")) || !bytes.Equal(plain, make([]byte, len(plain))) {
		t.Errorf("sent %q and kept %q", pipe.Bytes(), plain)
	}
}
