package est_test

import (
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"ukey/renew/est"
	"ukey/renew/internal/keytest"
)

// proxyServer is an HTTP proxy that does CONNECT alone. It leads everywhere
// unless it has an answer of its own.
type proxyServer struct {
	*httptest.Server
	answer   int // 0 lets through
	password string
	tunnels  atomic.Int64
}

func (p *proxyServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Method != http.MethodConnect:
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	case p.answer != 0:
		w.WriteHeader(p.answer)
		return
	case p.password != "" && r.Header.Get("Proxy-Authorization") == "":
		w.WriteHeader(http.StatusProxyAuthRequired)
		return
	}
	out, err := net.Dial("tcp", r.Host)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	w.WriteHeader(http.StatusOK)
	in, early, err := http.NewResponseController(w).Hijack()
	if err != nil {
		_ = out.Close()
		return
	}
	p.tunnels.Add(1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = io.Copy(in, out)
		_ = in.Close()
	}()
	_, _ = io.Copy(out, early) // with what the server has read ahead
	_ = out.Close()
	<-done
}

func startProxy(t *testing.T, p *proxyServer) *proxyServer {
	t.Helper()
	p.Server = httptest.NewUnstartedServer(p)
	p.Config.ErrorLog = log.New(io.Discard, "", 0)
	p.Start()
	t.Cleanup(p.Close)
	return p
}

func through(t *testing.T, address string) func(*est.Config) {
	t.Helper()
	via, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return func(cfg *est.Config) { cfg.Proxy = func(*url.URL) (*url.URL, error) { return via, nil } }
}

// certificates is a CA that answers to cacerts.
func certificates(t *testing.T) *server {
	var s *server
	s = serve(t, func(w http.ResponseWriter, r *http.Request) {
		if len(r.TLS.PeerCertificates) != 1 {
			t.Error("the old certificate was not shown to the CA")
		}
		sendCerts(t, w, s.ca.cert)
	})
	return s
}

func TestThroughAProxyTLSIsWithTheCA(t *testing.T) {
	s := certificates(t)
	p := startProxy(t, &proxyServer{password: "needed"})
	withUser := strings.Replace(p.URL, "http://", "http://clerk:secret@", 1)
	client := s.client(t, through(t, withUser), as(identity(s.ca, keytest.EC(t))))
	if _, err := client.CACerts(background()); err != nil || p.tunnels.Load() != 1 {
		t.Errorf("%v, %d tunnels", err, p.tunnels.Load())
	}
	// The proxy is no way around the private roots.
	other := serve(t, canned(200, "", ""))
	_, err := newClient(t, s, through(t, withUser), func(cfg *est.Config) { cfg.URL = other.URL }).CACerts(background())
	if _, ok := errors.AsType[*est.UntrustedError](err); !ok {
		t.Errorf("another CA behind the proxy: %v", err)
	}
}

// An https proxy is trusted by the system's roots, not by the CA's, and is not
// shown the certificate that the key signs for.
func TestAnHTTPSProxyIsNoneOfTheCAsBusiness(t *testing.T) {
	s := certificates(t)
	p := &proxyServer{}
	p.Server = httptest.NewUnstartedServer(p)
	p.Config.ErrorLog = log.New(io.Discard, "", 0)
	key := keytest.EC(t)
	shown := make(chan int, 10)
	p.TLS = &tls.Config{
		Certificates: []tls.Certificate{{Certificate: [][]byte{s.ca.server(key.Public()).Raw}, PrivateKey: key}},
		ClientAuth:   tls.RequestClientCert,
		VerifyConnection: func(c tls.ConnectionState) error {
			shown <- len(c.PeerCertificates)
			return nil
		},
	}
	p.StartTLS()
	t.Cleanup(p.Close)

	client := s.client(t, through(t, p.URL), as(identity(s.ca, keytest.EC(t))))
	_, err := client.CACerts(background())
	if e, ok := errors.AsType[*est.ProxyError](err); !ok || e.Fault != est.ProxyAway || e.Proxy != p.URL {
		t.Errorf("a proxy with a certificate of the CA's roots: %v", err)
	}
	est.TrustProxies(client, s.ca.pool())
	if _, err := client.CACerts(background()); err != nil || p.tunnels.Load() != 1 {
		t.Errorf("%v, %d tunnels", err, p.tunnels.Load())
	}
	for len(shown) > 0 {
		if <-shown > 0 {
			t.Error("the proxy was shown the certificate for the CA")
		}
	}
}

func TestAProxyInTheWayIsToldFromACAThatIsAway(t *testing.T) {
	s := certificates(t)
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	nobody := closed.Addr().String()

	for name, c := range map[string]struct {
		proxy string
		fault est.ProxyFault
	}{
		"wants a password":       {startProxy(t, &proxyServer{password: "needed"}).URL, est.ProxyWantsPassword},
		"lets nobody through":    {startProxy(t, &proxyServer{answer: 403}).URL, est.ProxyRefuses},
		"is not there":           {"http://" + nobody, est.ProxyAway},
		"over TLS, not there":    {"https://" + nobody, est.ProxyAway},
		"SOCKS wants a password": {socks(t, 0xff, 0), est.ProxyWantsPassword},
		"SOCKS refuses":          {socks(t, 0, 2), est.ProxyRefuses},
	} {
		client := s.client(t, through(t, c.proxy))
		_, err := client.CACerts(background())
		if e, ok := errors.AsType[*est.ProxyError](err); !ok || e.Fault != c.fault || e.Proxy != c.proxy {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, proxy := range map[string]string{
		"HTTP":  startProxy(t, &proxyServer{}).URL,
		"SOCKS": socks(t, 0, 5), // connection refused
	} {
		client := s.client(t, through(t, proxy), func(cfg *est.Config) { cfg.URL = "https://" + nobody })
		_, err := client.CACerts(background())
		if e, ok := errors.AsType[*est.UnreachableError](err); !ok || e.Kind != est.NoConnection || e.Sent {
			t.Errorf("no CA behind the %s proxy: %v", name, err)
		}
	}
	if n := s.requests.Load(); n != 0 {
		t.Errorf("the CA was asked %d times", n)
	}
}

func TestAProxysPasswordIsNotRepeated(t *testing.T) {
	s := certificates(t)
	client := s.client(t, func(cfg *est.Config) {
		cfg.Proxy = func(*url.URL) (*url.URL, error) {
			return nil, errors.New(`invalid proxy address "http://clerk:hush@:x"`)
		}
	})
	_, err := client.CACerts(background())
	if e, ok := errors.AsType[*est.ProxyError](err); !ok || e.Fault != est.ProxyUnusable || strings.Contains(err.Error(), "hush") {
		t.Errorf("%v", err)
	}
	refusing := startProxy(t, &proxyServer{answer: 407})
	client = s.client(t, through(t, strings.Replace(refusing.URL, "http://", "http://clerk:hush@", 1)))
	if _, err = client.CACerts(background()); err == nil || strings.Contains(err.Error(), "hush") {
		t.Errorf("%v", err)
	}
}

// socks is a SOCKS5 proxy (RFC 1928) that chooses a method and then answers a
// request with a code, and leads nowhere. It returns its URL.
func socks(t *testing.T, method, code byte) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	t.Cleanup(func() {
		_ = listener.Close()
		<-ended
	})
	go func() {
		defer close(ended)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			refuse(conn, method, code)
		}
	}()
	return "socks5://" + listener.Addr().String()
}

func refuse(conn net.Conn, method, code byte) {
	defer conn.Close()
	buf := make([]byte, 512)
	if _, err := conn.Read(buf); err != nil { // version and methods
		return
	}
	if _, err := conn.Write([]byte{5, method}); err != nil || method == 0xff {
		return
	}
	if _, err := conn.Read(buf); err != nil { // the request
		return
	}
	_, _ = conn.Write([]byte{5, code, 0, 1, 0, 0, 0, 0, 0, 0})
}
