//go:build linux

package app_test

import (
	"context"
	"crypto/sha256"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ukey/renew/ca"
	"ukey/token/softkey"
)

// world is what is copied for each point, since to make it takes long: a CA,
// and a blank key.
type world struct {
	ca    string // a folder
	blank string // a folder of a softkey.Store
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{ca: filepath.Join(t.TempDir(), "ca"), blank: t.TempDir()}
	made, err := ca.Open(t.Context(), ca.Config{Dir: w.ca})
	if err == nil {
		err = made.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	store, err := softkey.New(w.blank)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.AddToken(softkey.TokenSpec{Label: "单位证书"}); err != nil {
		t.Fatal(err)
	}
	return w
}

// pointCase is one key with its certificates, about to be renewed.
type pointCase struct {
	*rig
	flow flow
	dir  string
	old  map[string][32]byte // objects of the old pairs, by file
	// header is what SoftHSM keeps of the token itself, by file.
	header map[string][]byte
	write  func(path, temporary string, content []byte) error
	cutBy  error // what the program said when it was cut off, if it lived

	lenient atomic.Bool // the CA refuses nothing any more

	mu      sync.Mutex
	child   *exec.Cmd
	between answerFunc        // stands between program and CA, if set
	answers map[[32]byte]bool // different answers to requests for certificates
}

func (w *world) newCase(t *testing.T, f flow) *pointCase {
	t.Helper()
	c := &pointCase{rig: &rig{}, flow: f, dir: t.TempDir(), answers: map[[32]byte]bool{}}
	store, authority := filepath.Join(c.dir, "store"), filepath.Join(c.dir, "ca")
	err := os.CopyFS(store, os.DirFS(w.blank))
	if err == nil {
		err = os.CopyFS(authority, os.DirFS(w.ca))
	}
	if err == nil {
		c.store, err = softkey.New(store)
	}
	if err == nil {
		c.ca, err = ca.Open(t.Context(), ca.Config{Dir: authority, Clock: c.caTime, Limits: ca.Limits{PerCertificate: -1}})
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.ca.Close() })
	tokens, err := c.store.Tokens()
	if err != nil || len(tokens) != 1 {
		t.Fatalf("%d tokens in the copy, %v", len(tokens), err)
	}
	c.key = tokens[0]
	c.key.PIN = softkey.DefaultPIN
	c.wrap = c.watched
	c.assemble(t, f.spec)
	c.write, c.old, c.header = c.Journals.Write, c.objectFiles(t), c.tokenFiles(t, tokenItself)
	return c
}

// caTime is what the CA's clock shows.
func (c *pointCase) caTime() time.Time { return time.Now().Add(time.Duration(c.later.Load())) }

// carryOn goes on with the renewal, in this process.
func (c *pointCase) carryOn(t *testing.T) error {
	t.Helper()
	return c.flow.renew(t.Context(), c.App, c.id, newClerk(c.dir))
}

// newClerk has the key's PIN and the phone of a case.
func newClerk(dir string) *clerk {
	return &clerk{answers: answers{old: softkey.DefaultPIN, yes: true}, phone: filepath.Join(dir, "ca", "outbox")}
}

// watched puts the test between the program and the CA.
func (c *pointCase) watched(real http.Handler) http.Handler {
	noted := c.noted(real)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		c.mu.Lock()
		between := c.between
		c.mu.Unlock()
		if between == nil {
			noted.ServeHTTP(w, req)
			return
		}
		between(noted, w, req)
	})
}

// stand stands between program and CA from now on.
func (c *pointCase) stand(between answerFunc) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.between = between
}

// noted keeps what a CA issues, whether or not anybody hears it.
func (c *pointCase) noted(real http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if c.flow.refused && !c.lenient.Load() && req.Method == http.MethodPost {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		r := newRecorder(w)
		real.ServeHTTP(r, req)
		switch path := req.URL.Path; {
		case req.Method == http.MethodPost && r.Code == http.StatusOK && strings.Contains(path, "/est/"):
			c.mu.Lock()
			c.answers[sha256.Sum256(r.Body.Bytes())] = true
			c.mu.Unlock()
		case strings.HasSuffix(path, "/submit") && r.Code == http.StatusOK:
			if err := c.approves(context.WithoutCancel(req.Context())); err != nil {
				panic(err)
			}
		case r.Code == http.StatusTooManyRequests:
			c.later.Add(int64(2 * time.Minute)) // a person would wait
		}
		for name, values := range r.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(r.Code)
		_, _ = w.Write(r.Body.Bytes()) // nobody may be listening any more
	})
}

// recorder keeps an answer instead of sending it.
type recorder struct {
	*httptest.ResponseRecorder
	connection http.ResponseWriter
}

func newRecorder(connection http.ResponseWriter) recorder {
	return recorder{httptest.NewRecorder(), connection}
}

// Unwrap leads to the connection, whose deadlines a CA may set
// (http.ResponseController).
func (r recorder) Unwrap() http.ResponseWriter { return r.connection }

// issued counts the certificates that the CA has issued. To the same request
// it gives the same answer.
func (c *pointCase) issued() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.answers)
}

// tokenItself is the file in which SoftHSM keeps the token, not an object.
const tokenItself = "token.object"

// objectFiles are the objects on the key as SoftHSM keeps them, each in a file.
func (c *pointCase) objectFiles(t *testing.T) map[string][32]byte {
	t.Helper()
	objects := map[string][32]byte{}
	for file, content := range c.tokenFiles(t, "*.object") {
		if filepath.Base(file) != tokenItself {
			objects[filepath.Base(file)] = sha256.Sum256(content)
		}
	}
	return objects
}

func (c *pointCase) tokenFiles(t *testing.T, pattern string) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(c.store.Dir(), "tokens", "*", pattern))
	if err != nil {
		t.Fatal(err)
	}
	contents := map[string][]byte{}
	for _, f := range files {
		if contents[f], err = os.ReadFile(f); err != nil {
			t.Fatal(err)
		}
	}
	return contents
}

// journalFiles are the names of the journals and of what lies beside them.
func (c *pointCase) journalFiles(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(c.journals)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// record writes down what a renewal does that nobody disturbs.
func (w *world) record(t *testing.T, f flow) tape {
	t.Helper()
	var p tape
	c := w.newCase(t, f)
	c.stand(func(real http.Handler, w http.ResponseWriter, req *http.Request) {
		p.exchanges = append(p.exchanges, path.Base(req.URL.Path))
		real.ServeHTTP(w, req)
	})
	c.Journals.Write = func(file, temporary string, content []byte) error {
		p.saves = append(p.saves, stateOf(t, content))
		return c.write(file, temporary, content)
	}
	p.calls = c.callsOf(t, func() error { return c.carryOn(t) })
	c.stand(nil)
	c.Journals.Write = c.write
	c.finish(t)

	c = w.newCase(t, f)
	p.fromStart = c.callsOf(t, func() error {
		_, err := c.runChild(t, childSpec{})
		return err
	})
	c.finish(t)
	return p
}

// callsOf are the PKCS#11 calls that a renewal makes.
func (c *pointCase) callsOf(t *testing.T, renew func() error) []string {
	t.Helper()
	if err := c.store.ResetCalls(); err != nil {
		t.Fatal(err)
	}
	if err := renew(); (err != nil) != c.flow.refused {
		t.Fatalf("undisturbed: %v", err)
	}
	calls, err := c.store.Calls()
	if err != nil {
		t.Fatal(err)
	}
	return slices.Clone(calls)
}

// eventually polls, since nothing tells of what another process does.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(time.Minute)
	poll := time.NewTicker(2 * time.Millisecond)
	defer poll.Stop()
	for !holds() {
		select {
		case <-poll.C:
		case <-deadline:
			t.Fatalf("waited in vain: %s", what)
		}
	}
}
