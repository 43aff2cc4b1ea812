package ca_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"ukey/renew/ca"
	"ukey/renew/est"
	"ukey/renew/internal/keytest"
)

// patience is how long a test waits for what must happen.
const patience = time.Minute

func TestAnAddressThatAsksTooOftenHasToWait(t *testing.T) {
	clock := newClock()
	handler := openCA(t, ca.Config{Clock: clock.Now, Limits: ca.Limits{PerAddress: 0.1}}).Handler()
	ask := func(from string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, est.Path("", est.OpCACerts), nil)
		r.RemoteAddr = from
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
	refused := ask("192.0.2.1:1")
	for n := 0; refused.Code == http.StatusOK && n < 100; n++ {
		refused = ask("192.0.2.1:" + strconv.Itoa(n+2)) // each from another port
	}
	problem := answer{refused.Code, refused.Header(), refused.Body.Bytes()}.problem(t)
	seconds, err := strconv.Atoi(refused.Header().Get("Retry-After"))
	if problem.Status != http.StatusTooManyRequests || problem.Code != int(ca.CodeTooMany) || err != nil || seconds < 1 || seconds > 10 {
		t.Fatalf("%+v, Retry-After %q", problem, refused.Header().Get("Retry-After"))
	}
	for _, other := range []string{"192.0.2.2:1", "[2001:db8::1]:1", "127.0.0.1:1", "[::1]:1"} {
		if w := ask(other); w.Code != http.StatusOK {
			t.Errorf("%s pays for another one: status %d", other, w.Code)
		}
	}
	clock.Advance(time.Duration(seconds) * time.Second)
	if w := ask("192.0.2.1:1"); w.Code != http.StatusOK {
		t.Errorf("after having waited: status %d", w.Code)
	}
}

func TestACertificateThatAsksTooOftenHasToWait(t *testing.T) {
	clock := newClock()
	server := serve(t, openCA(t, ca.Config{Clock: clock.Now, Limits: ca.Limits{PerCertificate: 0.1}}))
	busy := server.client(t, newHolder(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{}))
	quiet := server.client(t, newHolder(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{}))
	csr := newCSR(t, keytest.EC(t), x509.CertificateRequest{})
	got := server.enrol(t, busy, "", est.OpSimpleReenroll, csr)
	for n := 0; got.Status == http.StatusOK && n < 100; n++ {
		got = server.enrol(t, busy, "", est.OpSimpleReenroll, csr)
	}
	wait, err := strconv.Atoi(got.Header.Get("Retry-After"))
	if p := got.problem(t); p.Code != int(ca.CodeTooMany) || err != nil || wait < 1 || wait > 10 {
		t.Fatalf("problem %+v, Retry-After %q", p, got.Header.Get("Retry-After"))
	}
	server.enrol(t, quiet, "", est.OpSimpleReenroll, newCSR(t, keytest.EC(t), x509.CertificateRequest{})).certificate(t)
	clock.Advance(time.Duration(wait) * time.Second)
	server.enrol(t, busy, "", est.OpSimpleReenroll, csr).certificate(t)
}

// dial opens a TLS connection to write HTTP on by hand.
func (s served) dial(t testing.TB, h holder) *tls.Conn {
	t.Helper()
	config := &tls.Config{RootCAs: s.Roots()}
	if h.Cert != nil {
		config.Certificates = []tls.Certificate{{Certificate: [][]byte{h.Cert.Raw}, PrivateKey: h.Key}}
	}
	dialer := &tls.Dialer{Config: config}
	conn, err := dialer.DialContext(t.Context(), "tcp", s.Addr)
	must(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	must(t, conn.SetDeadline(time.Now().Add(patience)))
	return conn.(*tls.Conn)
}

// head is the head of a re-enrolment.
func head(more string) string {
	return "POST " + est.Path("", est.OpSimpleReenroll) + " HTTP/1.1\r\nHost: x\r\nContent-Type: " + est.MediaCSR + "\r\n" + more + "\r\n"
}

func TestAHugeBodyIsRefusedWithoutBeingRead(t *testing.T) {
	server := serveNew(t)
	conn := server.dial(t, newHolder(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{}))
	_, err := io.WriteString(conn, head("Content-Length: 2147483648\r\n")) // and nothing follows
	must(t, err)
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	must(t, err)
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusRequestEntityTooLarge || !resp.Close {
		t.Errorf("status %d, closes: %v", resp.StatusCode, resp.Close)
	}
}

func TestABodyWithoutAnEndIsCutOff(t *testing.T) {
	server := serveNew(t)
	client := server.client(t, newHolder(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{}))
	endless := io.MultiReader(strings.NewReader("TUlJ"), endlessly{})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+est.Path("", est.OpSimpleReenroll), endless)
	must(t, err)
	req.Header.Set("Content-Type", est.MediaCSR)
	resp, err := client.Do(req)
	must(t, err)
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", resp.StatusCode)
	}
}

// endlessly reads as line breaks for ever, which base64 may have.
type endlessly struct{}

func (endlessly) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '\n'
	}
	return len(p), nil
}

func TestSlowClientsAreHungUpOn(t *testing.T) {
	server := serve(t, openCA(t, ca.Config{Limits: ca.Limits{HeaderTimeout: 50 * time.Millisecond, ReadTimeout: 100 * time.Millisecond}}))
	old := newHolder(t, server.CA, keytest.EC(t), ca.Sign, ca.Validity{})
	for name, sent := range map[string]string{
		"nothing":         "",
		"half a head":     "POST / HTTP/1.1\r\nHost: x\r\n",
		"a body's begin":  head("Content-Length: 1000\r\n") + "MII",
		"half of a chunk": head("Transfer-Encoding: chunked\r\n") + "100\r\nMII",
	} {
		t.Run(name, func(t *testing.T) {
			conn, err := net.Dial("tcp", server.Addr)
			must(t, err)
			defer conn.Close()
			must(t, conn.SetDeadline(time.Now().Add(patience)))
			secured := tls.Client(conn, &tls.Config{
				RootCAs: server.Roots(), ServerName: "localhost",
				Certificates: []tls.Certificate{{Certificate: [][]byte{old.Cert.Raw}, PrivateKey: old.Key}},
			})
			// Whatever else happens on a slow machine, it ends the connection.
			if _, err := io.WriteString(secured, sent); isTimeout(err) {
				t.Fatal("the server does not read")
			}
			if _, err := io.Copy(io.Discard, secured); isTimeout(err) {
				t.Error("the connection was kept")
			}
		})
	}
}

func isTimeout(err error) bool {
	var network net.Error
	return errors.As(err, &network) && network.Timeout()
}

// crowd is a listener that counts the connections that are open at once.
type crowd struct {
	net.Listener
	mu        sync.Mutex
	now, most int
}

func (c *crowd) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now++
	c.most = max(c.most, c.now)
	return &counted{Conn: conn, crowd: c}, nil
}

func (c *crowd) highest() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.most
}

type counted struct {
	net.Conn
	crowd *crowd
	once  sync.Once
}

func (c *counted) Close() error {
	c.once.Do(func() {
		c.crowd.mu.Lock()
		defer c.crowd.mu.Unlock()
		c.crowd.now--
	})
	return c.Conn.Close()
}

func TestConnectionsAreLimited(t *testing.T) {
	for limit, want := range map[int]func(most int) bool{
		2:  func(most int) bool { return most == 2 },
		-1: func(most int) bool { return most == 8 },
	} {
		t.Run(fmt.Sprint(limit), func(t *testing.T) {
			authority := openCA(t, ca.Config{Limits: ca.Limits{Connections: limit}})
			inner, err := net.Listen("tcp", "127.0.0.1:0")
			must(t, err)
			listener := &crowd{Listener: inner}
			ctx, stop := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- authority.ServeStatus(ctx, listener) }()

			// All connections are open before the first one asks.
			var conns []net.Conn
			for range 8 {
				conn, err := net.Dial("tcp", inner.Addr().String())
				must(t, err)
				must(t, conn.SetDeadline(time.Now().Add(patience)))
				conns = append(conns, conn)
			}
			eventually(t, func() bool { return want(listener.highest()) })
			var group errgroup.Group
			for _, conn := range conns {
				group.Go(func() error {
					_, err := io.WriteString(conn, "GET /crl/issuing.crl HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
					if err != nil {
						return err
					}
					_, err = io.Copy(io.Discard, conn)
					return errors.Join(err, conn.Close())
				})
			}
			must(t, group.Wait())
			stop()
			must(t, <-done)
			if most := listener.highest(); !want(most) {
				t.Errorf("%d connections at once", most)
			}
		})
	}
}

func TestAnExchangeUnderWayIsFinishedBeforeTheServerStops(t *testing.T) {
	authority := openCA(t, ca.Config{})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- authority.Serve(ctx, listener) }()
	server := served{CA: authority, Addr: listener.Addr().String()}

	body := string(est.EncodeWrapped(newCSR(t, keytest.EC(t), x509.CertificateRequest{})))
	conn := server.dial(t, newHolder(t, authority, keytest.EC(t), ca.Sign, ca.Validity{}))
	_, err = io.WriteString(conn, head("Expect: 100-continue\r\nContent-Length: "+strconv.Itoa(len(body))+"\r\n"))
	must(t, err)
	reader := bufio.NewReader(conn)
	ready, err := http.ReadResponse(reader, nil)
	must(t, err)
	must(t, ready.Body.Close())
	if ready.StatusCode != http.StatusContinue {
		t.Fatalf("status %d", ready.StatusCode)
	}

	stop()
	eventually(t, func() bool { // until nobody new is let in
		late, err := new(net.Dialer).DialContext(t.Context(), "tcp", server.Addr)
		if err == nil {
			must(t, late.Close())
		}
		return err != nil
	})
	_, err = io.WriteString(conn, body)
	must(t, err)
	resp, err := http.ReadResponse(reader, nil)
	must(t, err)
	content, err := io.ReadAll(resp.Body)
	must(t, errors.Join(err, resp.Body.Close()))
	answer{resp.StatusCode, resp.Header, content}.certificate(t)
	must(t, <-ended)
}
