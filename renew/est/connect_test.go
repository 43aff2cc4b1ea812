package est_test

import (
	"crypto"
	"errors"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"ukey/renew/est"
	"ukey/renew/internal/keytest"
)

// busyToken is a key whose signatures wait until the token is free.
type busyToken struct {
	crypto.Signer
	asked chan struct{} // gets one for each signature that is asked for
	free  chan error    // what comes of it
	signs atomic.Int64
}

func newBusyToken(t *testing.T) *busyToken {
	return &busyToken{Signer: keytest.EC(t), asked: make(chan struct{}, 9), free: make(chan error, 9)}
}

func (k *busyToken) Sign(r io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	k.signs.Add(1)
	k.asked <- struct{}{}
	if err := <-k.free; err != nil {
		return nil, err
	}
	return k.Signer.Sign(r, digest, opts)
}

func TestConnectBeginsBeforeTheFirstRequest(t *testing.T) {
	var s *server
	s = serve(t, func(w http.ResponseWriter, r *http.Request) {
		if len(r.TLS.PeerCertificates) != 1 {
			t.Error("no client certificate")
		}
		sendCerts(t, w, s.ca.cert)
	})
	key := newBusyToken(t)
	c := s.client(t, as(identity(s.ca, key)))
	c.Connect()
	<-key.asked // the way there is gone, and nothing was requested
	key.free <- nil
	for range 2 {
		if _, err := c.CACerts(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n, signed := s.connections.Load(), key.signs.Load(); n != 1 || signed != 1 {
		t.Errorf("%d connections and %d signatures, not one", n, signed)
	}
}

func TestConnectThatFailsIsForgotten(t *testing.T) {
	var s *server
	s = serve(t, func(w http.ResponseWriter, _ *http.Request) { sendCerts(t, w, s.ca.cert) })
	key := newBusyToken(t)
	c := s.client(t, as(identity(s.ca, key)))
	key.free <- errors.New("busy")
	key.free <- nil
	c.Connect()
	if _, err := c.CACerts(t.Context()); err != nil {
		t.Errorf("the first request: %v", err)
	}
	if n := s.connections.Load(); n != 2 {
		t.Errorf("%d connections, not 2", n)
	}
}

// A request that fails for another reason must not be put down to the key that
// failed before.
func TestConnectThatFailsBlamesNobodyLater(t *testing.T) {
	var s *server
	s = serve(t, func(w http.ResponseWriter, _ *http.Request) { sendCerts(t, w, s.ca.cert) })
	key := newBusyToken(t)
	unplugged := errors.New("unplugged")
	c := s.client(t, as(identity(s.ca, key)))
	c.Connect()
	<-key.asked
	_ = s.Listener.Close()
	key.free <- unplugged
	_, err := c.CACerts(t.Context())
	var unreachable *est.UnreachableError
	if !errors.As(err, &unreachable) || unreachable.Kind != est.NoConnection || errors.Is(err, unplugged) {
		t.Errorf("error %v", err)
	}
}

func TestCloseGivesUpToConnect(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0") // and nobody answers
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	s := serve(t, http.NotFound)
	c := newClient(t, s, within(time.Hour), func(cfg *est.Config) { cfg.URL = "https://" + silent.Addr().String() })
	c.Connect()
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}
