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
	"testing"
	"time"

	"ukey/app"
	"ukey/renew"
	"ukey/renew/ca"
	"ukey/token/softkey"
)

// renewal carries a flow on from wherever it stands.
type renewal func(ctx context.Context, r *rig, ask app.Questions) error

func plainRenewal(ctx context.Context, r *rig, ask app.Questions) error {
	_, err := r.Renew(ctx, r.id, ask, func(renew.Event) {})
	return err
}

// world is what all points have in common: a CA, and a blank key to copy,
// since to make one takes long.
type world struct {
	ca    *ca.CA
	blank string // a folder of a softkey.Store
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{blank: t.TempDir()}
	var err error
	if w.ca, err = ca.Open(t.Context(), ca.Config{Dir: filepath.Join(t.TempDir(), "ca")}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.ca.Close() })
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
	flow  flow
	dir   string
	old   map[string][32]byte // objects of the old pairs, by file
	write func(path, temporary string, content []byte) error
	cutBy error // what the program said when it was cut off, if it lived

	mu      sync.Mutex
	child   *exec.Cmd
	between answerFunc        // stands between program and CA, if set
	answers map[[32]byte]bool // different answers to requests for certificates
}

func (w *world) newCase(t *testing.T, f flow) *pointCase {
	t.Helper()
	c := &pointCase{rig: &rig{}, flow: f, dir: t.TempDir(), answers: map[[32]byte]bool{}}
	store := filepath.Join(c.dir, "store")
	if err := os.CopyFS(store, os.DirFS(w.blank)); err != nil {
		t.Fatal(err)
	}
	var err error
	if c.store, err = softkey.New(store); err != nil {
		t.Fatal(err)
	}
	tokens, err := c.store.Tokens()
	if err != nil || len(tokens) != 1 {
		t.Fatalf("%d tokens in the copy, %v", len(tokens), err)
	}
	c.key = tokens[0]
	c.key.PIN = softkey.DefaultPIN
	c.ca, c.wrap = w.ca, c.watched
	c.assemble(t, f.spec)
	c.write, c.old = c.Journals.Write, c.objectFiles(t)
	return c
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
		r := newRecorder()
		real.ServeHTTP(r, req)
		if req.Method == http.MethodPost && r.Code == http.StatusOK && strings.Contains(req.URL.Path, "/est/") {
			c.mu.Lock()
			c.answers[sha256.Sum256(r.Body.Bytes())] = true
			c.mu.Unlock()
		}
		for name, values := range r.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(r.Code)
		_, _ = w.Write(r.Body.Bytes()) // nobody may be listening any more
	})
}

func newRecorder() *httptest.ResponseRecorder { return httptest.NewRecorder() }

// issued counts the certificates that the CA has issued. To the same request
// it gives the same answer.
func (c *pointCase) issued() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.answers)
}

// objectFiles are the objects on the key as SoftHSM keeps them, each in a file.
func (c *pointCase) objectFiles(t *testing.T) map[string][32]byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(c.store.Dir(), "tokens", "*", "*.object"))
	if err != nil {
		t.Fatal(err)
	}
	objects := map[string][32]byte{}
	for _, f := range files {
		if filepath.Base(f) == "token.object" { // the token itself
			continue
		}
		content, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		objects[filepath.Base(f)] = sha256.Sum256(content)
	}
	return objects
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
	p.calls = c.callsOf(t, func() error { return f.renew(t.Context(), c.rig, c.consent()) })
	c.checkEnd(t)

	c = w.newCase(t, f)
	p.fromStart = c.callsOf(t, func() error {
		_, err := c.runChild(t, childSpec{})
		return err
	})
	c.checkEnd(t)
	return p
}

// callsOf are the PKCS#11 calls that a renewal makes.
func (c *pointCase) callsOf(t *testing.T, renew func() error) []string {
	t.Helper()
	if err := c.store.ResetCalls(); err != nil {
		t.Fatal(err)
	}
	if err := renew(); err != nil {
		t.Fatal(err)
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
