//go:build cgo && linux

package host_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ukey/token"
	"ukey/token/host"
	"ukey/token/pkcs11"
	"ukey/token/softkey"
)

// TestMain makes the test program a driver host when it is started as one.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && children[os.Args[1]] != nil {
		if err := children[os.Args[1]](os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	// The race detector has a process wait a second before it ends.
	if err := os.Setenv("GORACE", "atexit_sleep_ms=0"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	goleak.VerifyTestMain(m)
}

// children are what the test program can be started as, with the arguments
// after that.
var children = map[string]func(args []string) error{
	host.Command: func(args []string) error { return serve(args, 50*time.Millisecond, 200*time.Millisecond) },
	"events":     func(args []string) error { return serve(args, time.Hour, time.Hour) },
	"parent":     beParent,
	"rubbish":    writeRubbish,
}

// serve runs a library as the programs do, which polls more or less often.
func serve(args []string, events, list time.Duration) error {
	library := args[0]
	limit, err := time.ParseDuration(args[1])
	if err != nil {
		return err
	}
	in, out, err := host.Pipes()
	if err != nil {
		return err
	}
	return host.Serve(context.Background(), in, out, limit, func() (token.Driver, error) {
		options := []pkcs11.Option{pkcs11.PollLimit(limit), pkcs11.WatchEvery(events, list)}
		if !slices.Contains(args, host.PollOnly) {
			options = append(options, pkcs11.Blocking())
		}
		d, err := pkcs11.Load(library, options...)
		if err != nil {
			return nil, err
		}
		return d, nil
	})
}

// bench is a store with one organisation's key in it.
type bench struct {
	store  *softkey.Store
	token  *softkey.Token
	module string
	issuer *softkey.Issuer
	// signing names the signing pair, and doomed one to be deleted, where a
	// test needs them.
	signing, doomed token.KeyRef
}

func newBench(t testing.TB, algorithm token.Algorithm) bench {
	t.Helper()
	issuer, err := softkey.NewIssuer("Test CA")
	must(t, err)
	store, err := softkey.New(t.TempDir())
	must(t, err)
	names := map[token.Algorithm]string{token.RSA2048: "rsa", token.P256: "p256"}
	key, err := store.AddOrganisation(issuer, softkey.OrgSpec{Algorithm: names[algorithm]})
	must(t, err)
	module, err := store.Module()
	must(t, err)
	return bench{store: store, token: key, module: module, issuer: issuer}
}

// host returns a driver in another process and closes it at the end of the
// test.
func (b bench) host(t testing.TB, change ...func(*host.Config)) *host.Driver {
	t.Helper()
	c := host.Config{Library: b.module, Variables: []string{"GORACE", "GOCOVERDIR"}}
	for _, f := range change {
		f(&c)
	}
	d := host.New(c)
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close driver: %v", err)
		}
	})
	return d
}

func (b bench) id() token.ID {
	return token.ID{Driver: b.module, Serial: b.token.Serial, Label: b.token.Label}
}

func (b bench) auth() token.Auth { return token.Auth{PIN: token.NewPIN([]byte(b.token.PIN))} }

// ref names the pair under an ID by its certificate.
func (b bench) ref(t testing.TB, d token.Driver, id token.KeyID) token.KeyRef {
	t.Helper()
	list, err := d.Certificates(t.Context(), b.id())
	must(t, err)
	for _, c := range list {
		if c.ID == id {
			return c.Ref()
		}
	}
	t.Fatalf("no certificate with ID %s", id)
	return token.KeyRef{}
}

// waitForCall waits until the library has been asked for something.
func (b bench) waitForCall(t testing.TB, name string) {
	t.Helper()
	eventually(t, "the call of "+name, func() bool {
		calls, err := b.store.Calls()
		must(t, err)
		return slices.Contains(calls, name)
	})
}

// open logs in and closes the session at the end of the test.
func (b bench) open(t testing.TB, d token.Driver) token.Session {
	t.Helper()
	s, err := d.Open(t.Context(), b.id(), b.auth())
	must(t, err)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close session: %v", err)
		}
	})
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// patience is how long a test waits for what must happen soon.
const patience = time.Minute

// eventually asks until something is so, or fails.
func eventually(t testing.TB, what string, so func() bool) {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	for !so() {
		select {
		case <-again.C:
		case <-deadline.C:
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}
