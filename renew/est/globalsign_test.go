package est_test

import (
	"bytes"
	"crypto"
	"crypto/tls"
	"encoding/json"
	"errors"
	"net"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"ukey/renew/est"
	"ukey/renew/internal/keytest"
	"ukey/token"
	"ukey/token/pkcs11"
	"ukey/token/softkey"
)

// globalSign is GlobalSign's EST server, which module interop pins, with an
// authority of ours. Its CA certifies what it is asked to.
type globalSign struct {
	ca  *authority
	url string
}

// startGlobalSign builds the server and runs it until the test ends. The go
// command finds what it needs in its caches, once it has fetched it.
func startGlobalSign(t *testing.T) globalSign {
	t.Helper()
	d := keytest.NewFolder(t)
	program := filepath.Join(d.Path, "estserver")
	build := exec.CommandContext(t.Context(), "go", "build", "-C", "interop", "-o", program, "github.com/globalsign/est/cmd/estserver")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, output)
	}

	s := globalSign{ca: newAuthority(t, "CA")}
	key := keytest.EC(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	// The server says on no account which port it was given, so it is told one
	// that was free a moment ago.
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	s.url = "https://" + address
	root := d.Certificate("ca.pem", s.ca.cert)
	config, err := json.Marshal(map[string]any{
		"mock_ca": map[string]any{"certificates": root, "private_key": d.Key("ca.key", s.ca.key)},
		"tls": map[string]any{
			"listen_address": address,
			"certificates":   d.Certificate("server.pem", s.ca.server(key.Public())),
			"private_key":    d.Key("server.key", key),
			"client_cas":     []string{root},
		},
		"timeout": 30,
	})
	if err != nil {
		t.Fatal(err)
	}
	server := exec.CommandContext(t.Context(), program, "-config", d.File("config.json", config))
	var said bytes.Buffer
	server.Stdout, server.Stderr = &said, &said
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
		if t.Failed() {
			t.Logf("the server said:\n%s", &said)
		}
	})
	s.await(t)
	return s
}

// await waits until the server answers.
func (s globalSign) await(t *testing.T) {
	t.Helper()
	dialer := tls.Dialer{Config: &tls.Config{RootCAs: s.ca.pool()}}
	for deadline := time.Now().Add(time.Minute); ; {
		conn, err := dialer.DialContext(t.Context(), "tcp", s.url[len("https://"):])
		if err == nil {
			_ = conn.Close()
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the server does not answer: %v", err)
		}
		select { // it tells nobody that it is ready
		case <-t.Context().Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// renew does what a renewal asks of an EST server, with the old key and for
// the new one.
func (s globalSign) renew(t *testing.T, oldKey, newKey crypto.Signer) {
	t.Helper()
	old := s.ca.client(oldKey.Public())
	client, err := est.New(est.Config{
		URL: s.url, Roots: s.ca.pool(),
		Certificate: &tls.Certificate{Certificate: [][]byte{old.Raw}, PrivateKey: oldKey},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	chain, err := client.CACerts(t.Context())
	if err != nil || len(chain) != 1 || !chain[0].Equal(s.ca.cert) {
		t.Fatalf("CA certificates: %d, %v", len(chain), err)
	}
	if attrs, err := client.CSRAttrs(t.Context()); err != nil || len(attrs) != 0 {
		t.Errorf("CSR attributes: %v, %v", attrs, err)
	}
	csr, err := est.NewCSR(old, newKey)
	if err != nil {
		t.Fatal(err)
	}
	certs, err := client.SimpleReenroll(t.Context(), csr)
	if err != nil || len(certs) == 0 {
		t.Fatalf("re-enrolment: %v", err)
	}
	fresh := certs[0]
	if err := fresh.CheckSignatureFrom(s.ca.cert); err != nil {
		t.Error(err)
	}
	public := newKey.Public().(interface{ Equal(crypto.PublicKey) bool })
	if !public.Equal(fresh.PublicKey) || !bytes.Equal(fresh.RawSubject, old.RawSubject) ||
		len(fresh.EmailAddresses) != 1 || fresh.EmailAddresses[0] != old.EmailAddresses[0] {
		t.Errorf("the certificate is for %s, %v", fresh.Subject, fresh.EmailAddresses)
	}
}

func TestAnotherESTServerRenews(t *testing.T) {
	server := startGlobalSign(t)
	t.Run("RSA", func(t *testing.T) { server.renew(t, keytest.RSA(t), keytest.RSA(t)) })
	t.Run("P-256", func(t *testing.T) { server.renew(t, keytest.EC(t), keytest.EC(t)) })
	t.Run("RSA on a token", func(t *testing.T) { server.renewOnToken(t, token.RSA2048) })
	t.Run("P-256 on a token", func(t *testing.T) { server.renewOnToken(t, token.P256) })
	t.Run("but its keys come in the clear", server.refusePlainKey)
}

// renewOnToken renews from one key on a token to another.
func (s globalSign) renewOnToken(t *testing.T, algorithm token.Algorithm) {
	t.Helper()
	store, err := softkey.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	key, err := store.AddToken(softkey.TokenSpec{Label: "UKey"})
	if err != nil {
		t.Fatal(err)
	}
	module, err := store.Module()
	if err != nil {
		t.Fatal(err)
	}
	driver, err := pkcs11.Load(module)
	if err != nil {
		t.Fatal(err)
	}
	defer driver.Close()
	session, err := driver.Open(t.Context(), token.ID{Driver: driver.Name(), Serial: key.Serial, Label: key.Label},
		token.Auth{PIN: token.NewPIN([]byte(key.PIN))})
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	pair := func(id string) crypto.Signer {
		public, err := session.GenerateKey(t.Context(), token.KeySpec{ID: token.KeyID(id), Label: "签名", Algorithm: algorithm})
		if err != nil {
			t.Fatal(err)
		}
		private, err := session.PrivateKey(t.Context(), token.KeyRef{ID: token.KeyID(id), Public: public})
		if err != nil {
			t.Fatal(err)
		}
		return private.(crypto.Signer)
	}
	s.renew(t, pair("\x01"), pair("\x02"))
}

// refusePlainKey asks for a private key, which this server sends in the clear.
func (s globalSign) refusePlainKey(t *testing.T) {
	t.Helper()
	key := keytest.RSA(t)
	cert := s.ca.client(key.Public())
	client, err := est.New(est.Config{
		URL: s.url, Roots: s.ca.pool(),
		Certificate: &tls.Certificate{Certificate: [][]byte{cert.Raw}, PrivateKey: key},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	csr, err := est.NewCSR(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	_, _, sealed := client.ServerKeyGen(t.Context(), csr, token.EnvelopeOAEP)
	_, _, inMemory := client.ServerKeyGenInMemory(t.Context(), csr, est.Recipient{Key: key, Certificate: cert}, token.EnvelopeOAEP)
	for _, err := range []error{sealed, inMemory} {
		if !errors.Is(err, est.ErrMalformed) {
			t.Errorf("a key that was sent in the clear: %v", err)
		}
	}
}
