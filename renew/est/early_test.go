package est

import (
	"crypto/x509"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"
)

// A server may be about to close a connection over which nothing was asked. It
// counts from its beginning: a server waits for the end of a handshake no longer
// than for a request, and the end of one that hangs on a busy key is not heard
// of before the key is free.
func TestOldConnectionIsNotUsed(t *testing.T) {
	for name, shaken := range map[string]bool{"since it was made": true, "while its handshake waits": false} {
		t.Run(name, func(t *testing.T) {
			var connections atomic.Int64
			release := make(chan struct{})
			s := httptest.NewUnstartedServer(http.NotFoundHandler())
			s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
				if state == http.StateNew && connections.Add(1) == 1 {
					<-release // and shakes no hands before
				}
			}
			s.StartTLS()
			defer s.Close()
			roots := x509.NewCertPool()
			roots.AddCert(s.Certificate())
			c, err := New(Config{URL: s.URL, Roots: roots})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			c.Connect()
			if shaken {
				close(release)
				<-c.early.done
			}
			c.early.since = time.Now().Add(-earlyLife - time.Second)
			if !shaken {
				close(release)
			}
			_, _ = c.CACerts(t.Context())
			if n := connections.Load(); n != 2 || c.Exchanges() != 1 {
				t.Errorf("%d connections and %d exchanges, not 2 and 1", n, c.Exchanges())
			}
		})
	}
}
