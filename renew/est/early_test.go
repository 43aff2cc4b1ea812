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

// A server may be about to close a connection over which nothing was asked.
func TestOldConnectionIsNotUsed(t *testing.T) {
	var connections atomic.Int64
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
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
	<-c.early.done
	c.early.since = time.Now().Add(-earlyLife - time.Second)
	_, _ = c.CACerts(t.Context())
	if n := connections.Load(); n != 2 || c.Exchanges() != 1 {
		t.Errorf("%d connections and %d exchanges, not 2 and 1", n, c.Exchanges())
	}
}
