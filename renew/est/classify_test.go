package est

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"testing"
)

// What the network does to a request that no test server can bring about
// everywhere.
func TestFailuresOfTheNetworkAreToldApart(t *testing.T) {
	c := &Client{identity: &identity{}}
	dial := func(err error) error {
		return &url.Error{Op: "Get", URL: "https://ca.example", Err: &net.OpError{Op: "dial", Err: err}}
	}
	for name, f := range map[string]struct {
		err      error
		timedOut bool
		want     Unreachable
	}{
		"no such name":       {dial(&net.DNSError{Name: "ca.example", IsNotFound: true}), false, NoName},
		"name server silent": {dial(&net.DNSError{Name: "ca.example", IsTimeout: true}), false, NoAnswer},
		"no route":           {dial(errors.New("network is unreachable")), false, NoConnection},
		"proxy gets nowhere": {&gatewayError{"502 Bad Gateway"}, false, NoConnection},
		"dial took too long": {dial(os.ErrDeadlineExceeded), false, NoAnswer},
		"our own deadline":   {context.DeadlineExceeded, true, NoAnswer},
		"reset":              {&net.OpError{Op: "read", Err: errors.New("connection reset by peer")}, false, Broken},
		"end of file":        {io.EOF, false, Broken},
		"half an answer":     {fmt.Errorf("read: %w", io.ErrUnexpectedEOF), false, Broken},
	} {
		err := c.classify(f.err, failure{url: "https://ca.example", timedOut: f.timedOut})
		var unreachable *UnreachableError
		if !errors.As(err, &unreachable) || unreachable.Kind != f.want {
			t.Errorf("%s: got %v, want %s", name, err, f.want)
		}
		if cause := f.err; errors.As(f.err, new(*url.Error)) {
			cause = errors.Unwrap(cause)
			if !errors.Is(err, cause) {
				t.Errorf("%s: the cause is lost in %v", name, err)
			}
		}
	}
}

// A request of which a part could not be written may be sent again, whatever was
// written of it before.
func TestWhatCouldNotBeWrittenWasNotSent(t *testing.T) {
	c := &Client{identity: &identity{}}
	reset := errors.New("connection reset by peer")
	for op, sent := range map[string]bool{"write": false, "read": true} {
		err := c.classify(&net.OpError{Op: op, Err: reset}, failure{url: "https://ca.example", sent: true})
		var unreachable *UnreachableError
		if !errors.As(err, &unreachable) || unreachable.Sent != sent || !errors.Is(err, reset) {
			t.Errorf("%s: %#v", op, err)
		}
		if again := harmless(Request{}, err); again == sent {
			t.Errorf("%s: sent again: %v", op, again)
		}
	}
}
