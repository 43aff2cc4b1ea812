package est_test

import (
	"context"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"ukey/renew/est"
	"ukey/renew/internal/keytest"
	"ukey/token"
)

func TestAServerThatIsNotReachedIsToldBySort(t *testing.T) {
	s := serve(t, canned(200, "", ""))
	listen := func() net.Listener {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = l.Close() })
		return l
	}
	closed := listen()
	_ = closed.Close()
	silent := listen() // the system accepts, nobody speaks

	for name, c := range map[string]struct {
		addr net.Addr
		kind est.Unreachable
	}{
		"nobody listens": {closed.Addr(), est.NoConnection},
		"nobody speaks":  {silent.Addr(), est.NoAnswer},
	} {
		client := newClient(t, s, within(200*time.Millisecond), func(cfg *est.Config) { cfg.URL = "https://" + c.addr.String() })
		_, err := client.SimpleReenroll(background(), csrDER)
		var unreachable *est.UnreachableError
		if !errors.As(err, &unreachable) || unreachable.Kind != c.kind || unreachable.Sent {
			t.Errorf("%s: got error %v", name, err)
		}
		if !strings.Contains(err.Error(), c.addr.String()) {
			t.Errorf("%s: address missing in %q", name, err)
		}
		if n := client.Exchanges(); n != 0 {
			t.Errorf("%s: %d exchanges counted", name, n)
		}
	}
}

// patience is enough for a handshake on a busy machine.
const patience = 1500 * time.Millisecond

func TestASilentServerIsAskedOnce(t *testing.T) {
	t.Parallel()
	s := serve(t, blockUntilGone)
	_, err := s.client(t, within(patience)).SimpleReenroll(background(), csrDER)
	var unreachable *est.UnreachableError
	if !errors.As(err, &unreachable) || unreachable.Kind != est.NoAnswer || !unreachable.Sent {
		t.Errorf("got error %v", err)
	}
	if n := s.requests.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestABodyThatDoesNotComeIsNoAnswer(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(200)
		_ = http.NewResponseController(w).Flush()
		blockUntilGone(w, r)
	})
	_, err := s.client(t, within(patience)).CACerts(background())
	var unreachable *est.UnreachableError
	if !errors.As(err, &unreachable) || unreachable.Kind != est.NoAnswer {
		t.Errorf("got error %v", err)
	}
}

func TestACancelledRequestEndsWithItsCause(t *testing.T) {
	stop := errors.New("the person pressed cancel")
	arrived := make(chan struct{}, 1)
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		blockUntilGone(w, r)
	})
	ctx, cancel := context.WithCancelCause(background())
	result := make(chan error, 1)
	client := s.client(t)
	go func() {
		_, err := client.SimpleReenroll(ctx, csrDER)
		result <- err
	}()
	<-arrived
	cancel(stop)
	var unreachable *est.UnreachableError
	if err := <-result; !errors.Is(err, stop) || errors.As(err, &unreachable) {
		t.Errorf("got error %v", err)
	}
	if _, err := client.CACerts(ctx); !errors.Is(err, stop) || s.requests.Load() != 1 {
		t.Errorf("after the end of ctx: %v, %d requests", err, s.requests.Load())
	}
}

// drop breaks the connection of the first n requests.
func drop(n int64, s **server, then http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if (*s).requests.Load() > n {
			then(w, r)
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		panic(http.ErrAbortHandler)
	}
}

func TestReadingIsTriedAgain(t *testing.T) {
	var s *server
	s = serve(t, drop(1, &s, canned(204, "", "")))
	if _, err := s.client(t).CSRAttrs(background()); err != nil || s.requests.Load() != 2 {
		t.Errorf("got %v after %d requests", err, s.requests.Load())
	}
}

func TestReadingIsNotTriedForEver(t *testing.T) {
	var s *server
	s = serve(t, drop(100, &s, canned(204, "", "")))
	_, err := s.client(t).CSRAttrs(background())
	var unreachable *est.UnreachableError
	if !errors.As(err, &unreachable) || unreachable.Kind != est.Broken || s.requests.Load() != 2 {
		t.Errorf("got %v after %d requests", err, s.requests.Load())
	}
}

func TestRequestThatMayHaveArrivedIsNotRepeated(t *testing.T) {
	var s *server
	s = serve(t, drop(1, &s, func(w http.ResponseWriter, _ *http.Request) { sendCerts(t, w, s.ca.cert) }))
	_, err := s.client(t).SimpleReenroll(background(), csrDER)
	var unreachable *est.UnreachableError
	if !errors.As(err, &unreachable) || unreachable.Kind != est.Broken || !unreachable.Sent || s.requests.Load() != 1 {
		t.Errorf("got %v after %d requests", err, s.requests.Load())
	}
}

func TestAServerThatIsNotTrustedIsAskedNothing(t *testing.T) {
	s := serve(t, canned(204, "", ""))
	byName := strings.Replace(s.URL, "127.0.0.1", "localhost", 1)
	for name, c := range map[string]struct {
		change func(*est.Config)
		want   est.Distrust
	}{
		"other root":      {func(cfg *est.Config) { cfg.Roots = newAuthority(t, "CA").pool() }, est.UnknownIssuer},
		"no root at all":  {func(cfg *est.Config) { cfg.Roots = x509.NewCertPool() }, est.UnknownIssuer},
		"other host":      {func(cfg *est.Config) { cfg.URL = byName }, est.OtherHost},
		"clock in 2040":   {func(cfg *est.Config) { cfg.Clock = func() time.Time { return time.Now().AddDate(14, 0, 0) } }, est.OutsideDates},
		"clock years ago": {func(cfg *est.Config) { cfg.Clock = func() time.Time { return time.Unix(0, 0) } }, est.OutsideDates},
	} {
		_, err := s.client(t, c.change).CSRAttrs(background())
		var untrusted *est.UntrustedError
		if !errors.As(err, &untrusted) || untrusted.Reason != c.want {
			t.Errorf("%s: got error %v", name, err)
		}
	}
	if n := s.requests.Load(); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestRejectedClientCertificate(t *testing.T) {
	for version, tlsOption := range map[string]func(*tls.Config){
		"TLS 1.2": tlsVersion(tls.VersionTLS12), "TLS 1.3": tlsVersion(tls.VersionTLS13),
	} {
		s := serve(t, canned(204, "", ""), tlsOption)
		s.TLS.ClientCAs, s.TLS.ClientAuth = s.ca.pool(), tls.RequireAndVerifyClientCert
		key := keytest.EC(t)
		expired := s.ca.sign(&x509.Certificate{
			Subject: pkix.Name{CommonName: "late"}, NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: time.Now().Add(-time.Hour),
		}, key.Public())
		for name, c := range map[string]struct {
			cert *tls.Certificate
			want est.Rejection
		}{
			"expired":  {&tls.Certificate{Certificate: [][]byte{expired.Raw}, PrivateKey: key}, est.RejectedExpired},
			"other CA": {identity(newAuthority(t, "other"), key), est.RejectedUnknownCA},
			"stolen":   {stolen(s.ca, key, keytest.EC(t)), est.RejectedBad},
		} {
			_, err := s.client(t, as(c.cert)).SimpleReenroll(background(), csrDER)
			var rejected *est.ClientCertificateError
			if !errors.As(err, &rejected) || rejected.Reason != c.want {
				t.Errorf("%s over %s: got error %v", name, version, err)
			}
		}
		if n := s.requests.Load(); n != 0 {
			t.Errorf("%s: %d requests were served", version, n)
		}
	}
}

func TestMissingClientCertificate(t *testing.T) {
	s := serve(t, canned(204, "", ""), tlsVersion(tls.VersionTLS13), func(cfg *tls.Config) { cfg.ClientAuth = tls.RequireAnyClientCert })
	_, err := s.client(t).SimpleReenroll(background(), csrDER)
	var rejected *est.ClientCertificateError
	if !errors.As(err, &rejected) || rejected.Reason != est.RejectedMissing {
		t.Errorf("got error %v", err)
	}
}

// thief shows another's public key and signs with its own.
type thief struct {
	opaque
	shown crypto.PublicKey
}

func (k thief) Public() crypto.PublicKey { return k.shown }

func stolen(ca *authority, own, others crypto.Signer) *tls.Certificate {
	cert := identity(ca, others)
	cert.PrivateKey = thief{opaque{own}, others.Public()}
	return cert
}

// unplugged is a key on a token that is no longer there.
type unplugged struct{ opaque }

func (unplugged) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) {
	return nil, &token.CallError{Call: "C_Sign", Code: 0x32, Err: token.ErrRemoved}
}

func TestTokenPulledOutDuringHandshake(t *testing.T) {
	for version, tlsOption := range map[string]func(*tls.Config){
		"TLS 1.2": tlsVersion(tls.VersionTLS12), "TLS 1.3": tlsVersion(tls.VersionTLS13),
	} {
		s := serve(t, canned(204, "", ""), tlsOption)
		_, err := s.client(t, as(identity(s.ca, unplugged{opaque{keytest.EC(t)}}))).SimpleReenroll(background(), csrDER)
		if !errors.Is(err, token.ErrRemoved) {
			t.Errorf("%s: got error %v", version, err)
		}
	}
}

func TestServerWithoutTLS(t *testing.T) {
	s := serve(t, canned(204, "", ""))
	plain := httptest.NewServer(canned(204, "", ""))
	defer plain.Close()
	_, err := newClient(t, s, func(cfg *est.Config) { cfg.URL = strings.Replace(plain.URL, "http", "https", 1) }).CACerts(background())
	if outcome(err) != "protocol" {
		t.Errorf("got error %v", err)
	}
}

func TestServerOfOldTLS(t *testing.T) {
	s := serve(t, canned(204, "", ""), tlsVersion(tls.VersionTLS11))
	if _, err := s.client(t).CACerts(background()); outcome(err) != "protocol" {
		t.Errorf("got error %v", err)
	}
}
